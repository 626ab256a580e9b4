// countdown shows the time that is left by the server's clock and speaks at a quarter of an hour, five minutes and one.
export function countdown(form, ended) {
  const { expires, now } = form.dataset
  if (!expires) return
  const ahead = now ? Date.parse(now) - Date.now() : 0
  const left = () => Math.max(0, Date.parse(expires) - Date.now() - ahead)
  const find = (name) => form.querySelector(name) ?? document.querySelector(name)
  const shown = find('[data-time]')
  const spoken = find('[data-spoken]')
  const words = shown.querySelector('span')
  const moments = [15, 5, 1].filter((minutes) => left() > minutes * 60_000)
  shown.hidden = false

  const tick = () => {
    const seconds = Math.ceil(left() / 1000)
    words.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    shown.dataset.is = seconds <= 60 ? 'short' : 'long'
    if (moments.length && seconds <= moments[0] * 60) spoken.textContent = form.getAttribute(`data-left-${moments.shift()}`)
    if (seconds > 0) return
    clearInterval(timer)
    ended()
  }
  const timer = setInterval(tick, 1000)
  tick()
}
