export const rate: number = 0.2
export const price = (net: number): number => net * (1 + rate)
export type Net = number
