type Mark = "X" | "O"
type Board = readonly (Mark | null)[]
const LINES = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]] as const
const winner = (b: Board): Mark | "draw" | undefined => {
  for (const [x, y, z] of LINES) if (b[x] && b[x] === b[y] && b[x] === b[z]) return b[x]!
  return b.includes(null) ? undefined : "draw"
}
const other = { X: "O", O: "X" } as const satisfies Record<Mark, Mark>
const memo = new Map<string, { score: number; move: number }>()
function minimax(b: Board, turn: Mark): { score: number; move: number } {
  const key = b.map((c) => c ?? "-").join("") + turn
  const known = memo.get(key)
  if (known) return known
  const end = winner(b)
  let best = { score: end === undefined ? -Infinity : end === "draw" ? 0 : end === turn ? 1 : -1, move: -1 }
  if (end === undefined)
    b.forEach((cell, move) => {
      if (cell !== null) return
      const score = -minimax(b.with(move, turn), other[turn]).score
      if (score > best.score) best = { score, move }
    })
  memo.set(key, best)
  return best
}
const draw = (b: Board) => [0, 3, 6].map((i) => b.slice(i, i + 3).map((c, j) => c ?? i + j + 1).join(" | ")).join("\n--+---+--\n")
let board: Board = Array<null>(9).fill(null)
let turn: Mark = "X"
const script = [4, undefined, 8] as const
for (let n = 0; winner(board) === undefined; n++, turn = other[turn]) {
  const move = script[n] ?? minimax(board, turn).move
  if (board[move] !== null) throw new Error(`${move} is taken`)
  board = board.with(move, turn)
}
console.log(draw(board))
console.log(winner(board), memo.size > 100)
const games = (b: Board, t: Mark): number => winner(b) !== undefined ? 1 : b.reduce((sum, c, i) => (c === null ? sum + games(b.with(i, t), other[t]) : sum), 0)
console.log(games(["X", "O", "X", null, "O", null, null, null, null], "X"))
console.log(minimax(["X", "X", null, "O", "O", null, null, null, null], "X"), winner(["O", "O", "O", "X", "X", null, null, null, "X"]))
board.with(9, "X")
