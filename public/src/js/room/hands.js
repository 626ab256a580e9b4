// Raised hands, in the order in which they went up.
import { announce, complain } from './announce.js'
import { acts, byId, fill, list, made } from './dom.js'
import { say } from './texts.js'

export class Hands {
  constructor({ socket, store, panel }) {
    const root = byId('panel-hands')
    const lines = root.querySelector('[data-list]')
    let known = new Set()
    acts(lines, { lower: (person) => socket.ask('hand.lower', { person }).catch(complain) })
    store.watch('hands', () => {
      const { hands } = store.room
      list(lines, hands, (h) => h.person, () => made('hand'), (line, h) => fill(line, { name: h.name }))
      root.querySelector('[data-empty]').hidden = !!hands.length
      panel.count('hands', hands.length)
      const fresh = hands.find((h) => !known.has(h.person))
      if (fresh && store.host && fresh.person !== store.you.id) announce(say('hand_up', { name: fresh.name }))
      known = new Set(hands.map((h) => h.person))
    })
  }
}
