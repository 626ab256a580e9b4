// countdown shows the time that is left by the server's clock and speaks at a quarter of an hour, five minutes and one.
// The device's own time of day is never asked: it may be wrong, and somebody may set it meanwhile.
export function countdown(form, ended) {
  const { expires, now } = form.dataset
  if (!expires) return null
  let end = 0 // by the device's steady clock
  const set = (told) => told.expires && (end = performance.now() + Date.parse(told.expires) - Date.parse(told.now))
  set({ expires, now })
  const left = () => Math.max(0, end - performance.now())
  const find = (name) => form.querySelector(name) ?? document.querySelector(name)
  const shown = find('[data-time]')
  const spoken = find('[data-spoken]')
  const words = shown.querySelector('span')
  const moments = [15, 5, 1].filter((minutes) => left() > minutes * 60_000)
  shown.hidden = false

  const tick = () => {
    const seconds = Math.ceil(left() / 1000)
    words.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    shown.parentElement.dataset.is = seconds <= 60 ? 'short' : 'long'
    if (moments.length && seconds <= moments[0] * 60) spoken.textContent = form.getAttribute(`data-left-${moments.shift()}`)
    if (seconds > 0) return
    clearInterval(timer)
    ended()
  }
  const timer = setInterval(tick, 1000)
  tick()

  // A device that slept may have stopped its steady clock: the server says how much is left.
  document.addEventListener('visibilitychange', async () => {
    if (document.hidden) return
    const response = await fetch(form.dataset.save, { headers: { Accept: 'application/json' } }).catch(() => null)
    if (response?.ok) set(await response.json())
  })
  return { set }
}
