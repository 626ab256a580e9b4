// How fast the line to the academy is, measured by what the page needs anyway. Whether sound and pictures pass is known once in the room.
import { say, number } from './texts.js'

const enough = 1.5 // Mbit/s: one picture and the sound

export async function transport(place) {
  const address = document.querySelector('link[rel=stylesheet]').href
  try {
    const began = performance.now()
    const answers = await Promise.all([0, 1, 2, 3].map((i) => fetch(`${address}?${i}`, { cache: 'no-store' }).then((a) => a.arrayBuffer().then(() => a))))
    const seconds = (performance.now() - began) / 1000
    const bytes = answers.reduce((sum, a) => sum + Number(a.headers.get('Content-Length') ?? 30000), 0)
    const speed = Math.min(100, (bytes * 8) / seconds / 1e6)
    const words = { speed: number(speed < 10 ? Math.round(speed * 10) / 10 : Math.round(speed)) }
    place.textContent = say(speed >= enough ? 'transport_good' : 'transport_slow', words)
  } catch {
    place.textContent = say('transport_none')
  }
}
