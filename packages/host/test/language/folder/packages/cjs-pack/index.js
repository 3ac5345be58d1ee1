exports.two = 2
exports.twice = (n) => n * 2
