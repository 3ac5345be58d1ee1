const maze = String.raw`
#########
#S..#...#
#.#.#.#.#
#.#...#E#
#########
`.trim().split('\n').map(l => [...l])

type Pos = [y: number, x: number]
const find = (ch: string): Pos => {
	for (const [y, row] of maze.entries()) {
		const x = row.indexOf(ch)
		if (x !== -1) return [y, x]
	}
	throw Error(`no ${ch}`)
}
const dirs = { N: [-1, 0], E: [0, 1], S: [1, 0], W: [0, -1] } as const
type Dir = keyof typeof dirs

// eslint-disable-next-line no-labels
function bfs([sy, sx]: Pos, [ey, ex]: Pos): Dir[] | null {
	const seen = new Set<string>([`${sy},${sx}`])
	const queue: [Pos, Dir[]][] = [[[sy, sx], []]]
	outer: for (const [[y, x], path] of queue) {
		for (const d of Object.keys(dirs) as Dir[]) {
			const [dy, dx] = dirs[d], ny = y + dy, nx = x + dx
			if (maze[ny]?.[nx] === '#') continue
			if (ny === ey && nx === ex) return [...path, d]
			if (seen.has(`${ny},${nx}`)) continue
			if (path.length > 50) break outer
			seen.add(`${ny},${nx}`)
			queue.push([[ny, nx], path.concat(d)])
		}
	}
	return null
}

const path = bfs(find('S'), find('E'))
console.log(path?.join(''), path?.length)
let [y, x] = find('S')
for (const d of path!.slice(0, -1)) {
	({ [d]: [y, x] } = { [d]: [y + dirs[d][0], x + dirs[d][1]] } as Record<Dir, Pos>)
	maze[y]![x] = '*'
}
console.log(maze.map(r => r.join('')).join('\n'))

const permutations = function* <T>(xs: T[]): Generator<T[]> {
	if (xs.length <= 1) yield xs
	else for (const [i, x] of xs.entries()) for (const rest of permutations(xs.toSpliced(i, 1))) yield [x, ...rest]
}
console.log([...permutations([...'abc'])].map(p => p.join('')))
const powerset = <T,>(xs: T[]) => xs.reduce<T[][]>((sets, x) => [...sets, ...sets.map(s => [...s, x])], [[]])
console.log(powerset([1, 2, 3]).length, powerset(['a', 'b']))
find('Z')
