const minute = 60_000
const noticeable = 30_000 // that the end moved by less is a matter of lines and clocks

// countdown shows the time that is left by the server's clock and speaks at a quarter of an hour, five minutes and one.
// The device's own time of day is never asked: it may be wrong, and somebody may set it meanwhile. When the time is over
// flush sends what has not arrived, and the server is asked whether more was granted meanwhile.
export function countdown(form, flush, ended) {
  const { expires, now, moreTime } = form.dataset
  if (!expires) return null
  const find = (name) => form.querySelector(name) ?? document.querySelector(name)
  const shown = find('[data-time]')
  const spoken = find('[data-spoken]')
  const words = shown.querySelector('span')
  let end = 0 // by the device's steady clock
  let moments = []
  let timer = 0
  const tellMore = (until) => {
    const shown = find('[data-until]')
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23', timeZone: 'Europe/Rome' }).format(until)
    shown.textContent = shown.dataset.until.replace('{time}', time)
    spoken.textContent = moreTime
  }
  const left = () => Math.max(0, end - performance.now())
  const set = (told) => {
    if (!told.expires) return
    const before = end
    end = performance.now() + Date.parse(told.expires) - Date.parse(told.now)
    if (end - before < noticeable) return
    moments = [15, 5, 1].filter((minutes) => left() > minutes * minute)
    if (before) tellMore(new Date(told.expires))
  }
  const ask = async () => {
    const response = await fetch(form.dataset.save, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout?.(5_000) }).catch(() => null)
    if (response?.ok) set(await response.json())
  }

  const tick = () => {
    const seconds = Math.ceil(left() / 1000)
    words.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    shown.parentElement.dataset.is = seconds <= 60 ? 'short' : 'long'
    if (moments.length && seconds <= moments[0] * 60) spoken.textContent = form.getAttribute(`data-left-${moments.shift()}`)
    if (seconds === 0) over()
  }
  const run = () => {
    timer = setInterval(tick, 1000)
    tick()
  }
  const over = async () => {
    clearInterval(timer)
    await Promise.allSettled([flush(), ask()])
    if (left() > 0) run()
    else ended()
  }
  set({ expires, now })
  shown.hidden = false
  run()

  // A device that slept may have stopped its steady clock: the server says how much is left.
  document.addEventListener('visibilitychange', () => document.hidden || ask())
  return { set }
}
