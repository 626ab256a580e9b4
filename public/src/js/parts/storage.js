// What the browser keeps between visits. Private windows and full disks refuse: then nothing is kept.
export function keep(key, value) {
  if (document.querySelector('[data-card-idle]')) return // others use this browser
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // The page goes on without memory.
  }
}

export function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch {
    return null
  }
}
