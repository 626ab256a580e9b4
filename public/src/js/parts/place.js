// place brings the reader back to the paragraph where the lesson was left on this device.
import { keep, kept } from './storage.js'

const forget = 90 * 24 * 3600 * 1000

export function place() {
  const text = document.querySelector('[data-place]')
  if (!text) return
  const key = `aula.place.${text.dataset.place}`
  const blocks = [...text.children]
  const before = kept(key)
  const fresh = before && Date.now() - before.at < forget
  const navigation = performance.getEntriesByType('navigation')[0]?.type
  if (fresh && !location.hash && navigation !== 'back_forward') blocks[before.block]?.scrollIntoView({ block: 'start' })

  let waiting = 0
  addEventListener(
    'scroll',
    () => {
      clearTimeout(waiting)
      waiting = setTimeout(() => {
        const block = blocks.findIndex((b) => b.getBoundingClientRect().bottom > 80)
        const start = block < 1 || scrollY < innerHeight / 3
        keep(key, start ? null : { block, at: Date.now() })
      }, 400)
    },
    { passive: true }
  )
}
