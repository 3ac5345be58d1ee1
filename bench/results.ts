import { execFileSync } from "node:child_process"
import { cpus, release, totalmem, type } from "node:os"
import { isMet, ratioOf } from "./measure.ts"
import type { Row, Spread } from "./measure.ts"

/** The results as Markdown: the machine, the commit, and one table. */
export function renderResults(rows: readonly Row[], at: Date): string {
  return [
    "# Measured",
    "",
    "Written by `npm run bench`. Medians of several runs, quartiles in brackets, in milliseconds where no unit is named. Each row's two sides ran in turns, in one run: read",
    "the ratios; the times are those of a shared machine.",
    "",
    `- Machine: ${machine()}`,
    `- Commit: ${commit()}`,
    `- Date: ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`,
    "",
    "| row | ours | beside | ratio | goal | |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map(renderRow),
    "",
  ].join("\n")
}

/** A row for the terminal. */
export function summarise(row: Row): string {
  const { name, ours, besideName, beside, unit = "ms" } = row
  const goal = row.goal === undefined ? "" : ` (${goalText(row)}: ${verdict(row)})`
  return `${name}: ${spread(ours)} ${unit} · ${besideName}: ${spread(beside)} ${unit} · ${number(ratioOf(row))} ×${goal}`
}

function renderRow(row: Row): string {
  const { name, ours, besideName, beside } = row
  const unit = row.unit === undefined ? "" : ` ${row.unit}`
  const cells = [
    name,
    `${spread(ours)}${unit}`,
    `${besideName}: ${spread(beside)}${unit}`,
    `${number(ratioOf(row))} ×`,
    goalText(row),
    verdict(row),
  ]
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
}

function verdict(row: Row): string {
  const met = isMet(row)
  return met === undefined ? "" : met ? "met" : "**missed**"
}

function goalText({ goal, unit = "ms" }: Row): string {
  if (goal === undefined) return "none set"
  if ("under" in goal) return `under ${goal.under} ${unit}`
  return "growthAtMost" in goal ? `≤ ${goal.growthAtMost} ${unit} more` : `≤ ${goal.ratioAtMost} ×`
}

function spread({ low, median, high }: Spread): string {
  return `${number(median)} (${number(low)}–${number(high)})`
}

/** Three significant digits, never an exponent. */
function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

function machine(): string {
  const cores = cpus()
  const memoryGb = Math.round(totalmem() / 1024 ** 3)
  const model = cores[0]?.model.trim() ?? ""
  return [
    `${cores.length} cores (${model})`,
    `${memoryGb} GB`,
    `Node ${process.version}`,
    `${type()} ${release()}`,
  ].join(", ")
}

/** The commit, and whether the measured tree had changes of its own. */
function commit(): string {
  const git = (...words: string[]): string =>
    execFileSync("git", ["--no-optional-locks", ...words], { cwd: import.meta.dirname, encoding: "utf8" }).trim()
  try {
    const changes = git("status", "--porcelain", "--", "../packages", ".", ":!RESULTS.md")
    return `${git("rev-parse", "--short=12", "HEAD")}${changes === "" ? "" : ", with changes that are not committed"}`
  } catch {
    return "unknown (no git here)"
  }
}
