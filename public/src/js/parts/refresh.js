// refresh loads a page again every few seconds while it shows how far something is, unless somebody has typed something into it.
export function refresh() {
  const running = document.querySelector('[data-refresh]')
  if (!running) return
  const again = () => typed() || location.reload()
  setTimeout(() => {
    if (document.hidden) return document.addEventListener('visibilitychange', again, { once: true })
    again()
  }, Number(running.dataset.refresh) * 1000)
}

function typed() {
  return [...document.querySelectorAll('main input, main textarea')].some((field) => field.value !== field.defaultValue)
}
