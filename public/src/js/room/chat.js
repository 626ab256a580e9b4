// Chat, to all or to hosts.
import { complain, countMessage } from './announce.js'
import { acts, byId, fill, list, made } from './dom.js'
import { form } from './form.js'
import { clock, say } from './texts.js'

export class Chat {
  constructor({ socket, store, panel }) {
    Object.assign(this, { store, panel, root: byId('panel-chat') })
    this.lines = this.root.querySelector('[data-list]')
    form(this.root, (data) => socket.ask('chat.send', { text: data.get('text'), to: data.get('to') }))
    acts(this.lines, { remove: (message) => socket.ask('chat.remove', { message }).catch(complain) })
    store.watch('chat', () => this.draw())
  }

  said({ message }) {
    if (message.person === this.store.you.id) return
    this.panel.more('chat')
    countMessage()
  }

  draw() {
    const all = this.store.room.chat
    const below = this.lines.scrollHeight - this.lines.scrollTop - this.lines.clientHeight < 40
    list(this.lines, all, (m) => m.id, () => made('message'), (line, m) => fill(line, { name: m.name || say('erased'), text: m.text, at: clock(m.at), to: m.to === 'hosts' ? say('only_hosts') : '' }))
    this.root.querySelector('[data-empty]').hidden = !!all.length
    if (below) this.lines.scrollTop = this.lines.scrollHeight
  }
}
