const seen: string[] = []
const log = (value: any, c: DecoratorContext) => { seen.push(`${c.kind}:${String(c.name)}`) }
@log class A { @log m() { return 1 } @log accessor a = 1; @log static s = 2 }
console.log(seen.join(), new A().m(), A.s)
