const second = 1000
const warned = 60 // seconds before the end
const asked = 15 * second // how often the server is asked whether the card has signed in elsewhere
const told = 30 * second // how often the server is told that somebody is there

// idle shows how long is left once nobody has touched the page for a while, and signs out when nothing is. The server counts as well: it says how
// much is left, in whatever tab somebody reads, and that a card has signed in elsewhere.
export function idle() {
  const box = document.querySelector('[data-card-idle]')
  if (!box) return
  const shown = box.querySelector('[data-seconds]')
  const stay = box.querySelector('[data-stay]')
  const leave = box.querySelector('[data-leave]')
  const full = Number(box.dataset.cardIdle)
  let end = performance.now() + full * second
  let last = performance.now()
  let before = null // what had the focus
  let gone = false

  const go = (address) => {
    gone = true
    location.replace(address)
  }
  const ask = async (path, method) => {
    const response = await fetch(path, { method, headers: { Accept: 'application/json' }, signal: AbortSignal.timeout?.(5 * second) }).catch(() => null)
    if (!response?.ok || gone) return
    const { seconds, over } = await response.json()
    if (over) return go(over)
    end = performance.now() + seconds * second
  }
  const show = (yes) => {
    if (box.hidden !== yes) return
    box.hidden = !yes
    for (const part of document.querySelectorAll('.site-header, main, .site-footer')) part.inert = yes
    if (yes) {
      before = document.activeElement
      stay.focus()
    } else before?.focus?.()
  }
  const touched = () => {
    if (gone || !box.hidden || performance.now() - last < told) return
    last = performance.now()
    ask('/card/stay', 'POST')
  }
  for (const name of ['pointerdown', 'pointermove', 'keydown', 'scroll', 'touchstart']) addEventListener(name, touched, { passive: true })
  stay.addEventListener('click', () => {
    last = performance.now()
    show(false)
    end = performance.now() + full * second
    ask('/card/stay', 'POST')
  })
  box.addEventListener('keydown', (event) => event.key === 'Escape' && stay.click())

  const out = () => {
    gone = true
    const why = document.createElement('input')
    Object.assign(why, { type: 'hidden', name: 'idle', value: '1' })
    leave.append(why)
    leave.submit()
  }
  setInterval(() => {
    if (gone) return
    const left = Math.max(0, Math.ceil((end - performance.now()) / second))
    show(left <= warned)
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
    if (left === 0) out()
  }, second)
  setInterval(() => gone || ask('/card/left', 'GET'), asked)
  document.addEventListener('visibilitychange', () => document.hidden || gone || ask('/card/left', 'GET'))
}
