type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

class JsonError extends Error {
  constructor(message: string, readonly at: number) {
    super(`${message} at ${at}`);
    this.name = new.target.name;
  }
}

function parse(text: string): Json {
  let i = 0;
  const fail = (m: string): never => { throw new JsonError(m, i); };
  const space = () => { while (/\s/.test(text[i] ?? "")) i++; };
  const expect = (s: string) => text.startsWith(s, i) ? void (i += s.length) : fail(`expected ${s}`);
  const value = (): Json => {
    space();
    switch (text[i]) {
      case "{": return object();
      case "[": return array();
      case '"': return string();
      case "t": expect("true"); return true;
      case "f": expect("false"); return false;
      case "n": expect("null"); return null;
      case undefined: return fail("unexpected end");
      default: return number();
    }
  };
  function object() {
    const made: { [key: string]: Json } = {};
    expect("{"); space();
    if (text[i] === "}") { i++; return made; }
    do { space(); const key = string(); space(); expect(":"); made[key] = value(); space(); } while (text[i] === "," && ++i);
    expect("}");
    return made;
  }
  function array() {
    const made: Json[] = [];
    expect("["); space();
    if (text[i] === "]") return i++, made;
    do made.push(value()), space(); while (text[i] === "," && ++i);
    expect("]");
    return made;
  }
  function string(): string {
    expect('"');
    let out = "";
    for (;;) {
      const ch = text[i++];
      if (ch === undefined) fail("unterminated string");
      if (ch === '"') return out;
      if (ch !== "\\") { out += ch; continue; }
      const esc = text[i++]!;
      if (esc === "u") { out += String.fromCharCode(parseInt(text.slice(i, i += 4), 16)); continue; }
      out += ({ n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" } as Record<string, string>)[esc] ?? esc;
    }
  }
  function number() {
    const m = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    m.lastIndex = i;
    const found = m.exec(text) ?? fail(`unexpected ${text[i]}`);
    i = m.lastIndex;
    return Number(found[0]);
  }
  const result = value();
  space();
  return i === text.length ? result : fail("trailing text");
}

const samples = ['{"a": [1, -2.5e3, true, null], "b": {"c": "x\\n\\u00e9\\"y"}}', "[]", "{}", ' "lone" ', "01", "[1,]", '{"a" 1}', '"open', "tru", ""];
for (const s of samples) {
  try {
    const mine = parse(s);
    console.log(JSON.stringify(mine), JSON.stringify(mine) === JSON.stringify(JSON.parse(s)));
  } catch (e) {
    if (!(e instanceof JsonError)) throw e;
    console.log(e.name, e.message, e.at);
  }
}
