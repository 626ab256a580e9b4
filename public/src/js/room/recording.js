// That the webinar is recorded: the hosts' button, and what all see and hear.
import { ask } from '../parts/confirm.js'
import { announce, complain } from './announce.js'
import { chime } from './level.js'
import { byId, press } from './dom.js'
import { say } from './texts.js'

export class Recording {
  constructor({ socket, store }) {
    this.socket = socket
    this.store = store
    byId('record').addEventListener('click', () => this.toggle())
    store.watch('recording you', () => this.draw())
  }

  async toggle() {
    const { refused } = byId('record').dataset
    if (refused) return complain(new Error(refused))
    const on = !!this.store.room.recording
    const words = { confirm: say(on ? 'recording_sure_stop' : 'recording_sure'), confirmYes: say(on ? 'record_stop' : 'record'), confirmNo: say('cancel') }
    if (await ask(words)) this.socket.ask(on ? 'record.stop' : 'record.start').catch(complain)
  }

  draw() {
    const on = !!this.store.room?.recording
    byId('recorded').hidden = !on
    press(byId('record'), on)
    byId('record').querySelector('span').textContent = say(on ? 'record_stop' : 'record')
    if (on && !this.on) {
      announce(`${say('recorded')} ${say(this.store.stage ? 'recorded_speaker' : 'recorded_listener')}`)
      chime().catch(() => {}) // a browser that wants a click first has had none
    }
    this.on = on
  }

  // changed says why it stopped; that it began, draw has said.
  changed({ since, reason }) {
    if (since) return
    const words = say(`recording_ended_${reason}`)
    announce(words)
    if (this.store.host && reason !== 'host' && reason !== 'end') complain(new Error(words))
  }

  // ending warns hosts that it will soon be as long as it may.
  ending({ minutes }) {
    const words = say('recording_ending', { minutes })
    announce(words)
    complain(new Error(words))
  }
}
