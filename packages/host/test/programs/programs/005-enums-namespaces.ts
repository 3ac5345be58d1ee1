enum Color { Red, Green = "g" as any, Blue = 7 }
const enum Flag { A = 1 << 0, B = 1 << 1, AB = A | B }
namespace Shapes { export interface Box { w: number } export const unit: Box = { w: 1 } }
namespace Shapes { export const twice = (b: Box) => b.w * 2 }
namespace Deep.Er { export const x = 1 }
console.log(Color.Blue, Color[7], Flag.AB, Shapes.twice(Shapes.unit), Deep.Er.x)
import Er = Deep.Er
console.log(Er.x)
