interface Problem { code: number }
const fail = (): never => { throw { code: 3 } as Problem }
try { fail() } catch (e) { console.log((e as Problem).code) }
class MyError extends Error { override name = "MyError" }
throw new MyError("the end")
