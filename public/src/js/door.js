// The door of a class as it is projected: its code changes every half minute, and the page says so when the line is broken.
const ask = 5_000
const patience = 8_000
const door = document.querySelector('[data-door]')
const find = (name) => document.querySelector(`[data-${name}]`)

function show({ code, path, side, left, in: came, seats }) {
  const qr = door.querySelector('.class-door-code')
  qr.setAttribute('viewBox', `0 0 ${side} ${side}`)
  qr.firstElementChild.setAttribute('d', path)
  find('code').textContent = code
  find('in').textContent = came
  find('seats').textContent = seats
  return performance.now() + left
}

// turning shows how long the code still stands, and asks for the next one; how many came in is asked for more often.
function turning(end) {
  const ring = door.querySelector('.class-door-left')
  const seconds = find('seconds')
  let next = performance.now() + ask
  let asking = false
  const load = async () => {
    asking = true
    const told = await fetch(door.dataset.door, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout?.(patience) })
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null)
    asking = false
    next = performance.now() + ask
    if (told && !told.open) return location.reload()
    if (told) end = show(told)
    lost(!told && performance.now() > end)
  }
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000))
    seconds.textContent = left
    ring.setAttribute('stroke-dashoffset', 30 - left)
    if (!asking && (left === 0 || performance.now() > next)) load()
  }
  door.querySelector('.class-door-turn').hidden = false
  setInterval(tick, 1000)
  tick()
  document.addEventListener('visibilitychange', () => document.hidden || load())
}

function lost(is) {
  door.classList.toggle('is-lost', is)
  find('lost').hidden = !is
}

function fullScreen() {
  const button = find('full')
  if (!door.requestFullscreen) return
  button.hidden = false
  button.addEventListener('click', () => door.requestFullscreen().catch(() => {}))
}

// stayAwake keeps the screen on while the door is looked at.
function stayAwake() {
  const hold = () => document.hidden || navigator.wakeLock?.request('screen').catch(() => {})
  document.addEventListener('visibilitychange', hold)
  hold()
}

if (door.dataset.open === 'true') {
  turning(performance.now() + Number(door.dataset.left))
  fullScreen()
  stayAwake()
} else {
  setInterval(() => location.reload(), 30_000)
}
