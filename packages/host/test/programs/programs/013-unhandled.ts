console.log("before")
await Promise.reject(new TypeError("rejected"))
console.log("never")
