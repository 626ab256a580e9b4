// clock writes a place in a film as people read and type it: 0:12:34.500. seconds reads it, NaN where it is none.
export function clock(at) {
  const millis = Math.round(at * 1000)
  const two = (n) => String(n).padStart(2, '0')
  const whole = Math.floor(millis / 1000)
  const rest = millis % 1000
  const text = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  return rest ? `${text}.${String(rest).padStart(3, '0')}` : text
}

export function seconds(text) {
  const parts = text.trim().replace(',', '.').split(':')
  if (parts.length > 3 || parts.some((part) => !/^\d+(\.\d+)?$/.test(part))) return NaN
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0)
}
