import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { dedupe: ["yjs", "@codemirror/state", "@codemirror/view"] },
  build: { target: "es2024", sourcemap: true, chunkSizeWarningLimit: 1100 },
})
