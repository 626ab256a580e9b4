// Menus are <details class="menu">: one open at a time, closed by Escape, by a click outside and by leaving them.
export function menus() {
  const open = () => document.querySelectorAll('details.menu[open], .site-nav details[open]:not([data-wide])')

  document.addEventListener('click', (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of open()) {
      if (menu.contains(document.activeElement)) menu.querySelector('summary').focus()
      menu.open = false
    }
  })
  document.addEventListener('focusin', (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false
  })
}

// disclosures opens on wide screens what phones keep behind a button (data-open-from: pixels), and there what the address points to.
export function disclosures() {
  for (const details of document.querySelectorAll('details[data-open-from]')) {
    const wide = matchMedia(`(min-width: ${details.dataset.openFrom}px)`)
    const follow = () => {
      details.open = wide.matches || details.querySelector(':target') !== null
      details.toggleAttribute('data-wide', wide.matches)
    }
    wide.addEventListener('change', follow)
    follow()
  }
}
