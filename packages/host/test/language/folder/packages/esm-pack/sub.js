export const sub = "sub"
