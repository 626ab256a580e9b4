// On a PC that others use: the keys of the PIN, the countdown before somebody is signed out, and nothing left behind.
import { idle } from './parts/idle.js'
import { keypad } from './parts/keypad.js'

keypad()
idle()
if (!document.querySelector('[data-card-idle]')) forget()

// A page that comes back by the back button is asked for anew.
addEventListener('pageshow', (event) => event.persisted && location.reload())

function forget() {
  try {
    localStorage.clear()
    sessionStorage.clear()
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
