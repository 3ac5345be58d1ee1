// Writing bytes: with an encoding, as typed arrays, with a callback.
const out = process.stdout
const hex = Buffer.from("hello in hex\n").toString("hex"), base64 = Buffer.from("hello in base64\n").toString("base64")
await new Promise<void>((resolve) => out.write(hex, "hex", () => resolve()))
out.write(base64, "base64")
out.write(Uint8Array.from([0xe2, 0x82, 0xac, 10]))
out.write("latin: \xe9\n", "utf8")
const euro = Buffer.from("€ in two parts\n")
out.write(euro.subarray(0, 1))
out.write(euro.subarray(1))
console.log(typeof out.fd, out.writable, typeof out.end, out === process.stdout)
