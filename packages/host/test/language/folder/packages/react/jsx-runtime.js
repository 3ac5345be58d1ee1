exports.Fragment = "fragment"
exports.jsx = (type, props, key) => ({
  type: typeof type === "function" ? type.name : type,
  ...(key === undefined ? {} : { key }),
  props,
})
exports.jsxs = exports.jsx
