interface TrieNode {
  children: Map<string, TrieNode>
  word?: string
  weight: number
}
const node = (): TrieNode => ({ children: new Map(), weight: 0 })

class Trie {
  root = node()
  static from(words: Iterable<string>) {
    const t = new this()
    for (const w of words) t.add(w)
    return t
  }
  add(word: string, weight = 1) {
    let at = this.root
    for (const ch of word) {
      let next = at.children.get(ch)
      if (!next) at.children.set(ch, (next = node()))
      at = next
    }
    at.word = word
    at.weight += weight
  }
  private find(prefix: string): TrieNode | null {
    let at: TrieNode | undefined = this.root
    for (const ch of prefix) if (!(at = at.children.get(ch))) return null
    return at
  }
  *complete(prefix: string): Generator<string> {
    const start = this.find(prefix)
    if (start === null) return
    const walk = function* (n: TrieNode): Generator<TrieNode> {
      if (n.word !== undefined) yield n
      for (const k of [...n.children.keys()].sort()) yield* walk(n.children.get(k)!)
    }
    for (const { word } of [...walk(start)].sort((a, b) => b.weight - a.weight)) yield word!
  }
  has = (word: string) => this.find(word)?.word === word
}

const text = `the quick brown fox jumps over the lazy dog then the theme of that thesis thaws 🦊🦊 🦊🐕`
const trie = Trie.from(text.split(/\s+/))

console.log([...trie.complete("the")])
console.log([...trie.complete("th")].slice(0, 3))
console.log([...trie.complete("🦊")])
console.log(trie.has("fox"), trie.has("fo"), trie.has(""), [...trie.complete("zzz")])
console.log(trie.root.children.size)
