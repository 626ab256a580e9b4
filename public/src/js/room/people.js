// People, what hosts may do with each, and who waits at the door.
import { ask } from '../parts/confirm.js'
import { announce, complain } from './announce.js'
import { acts, byId, fill, list, made, press } from './dom.js'
import { number, say } from './texts.js'

const order = { host: 0, presenter: 1, attendee: 2 }

export class People {
  constructor({ socket, store, panel }) {
    Object.assign(this, { socket, store, panel, root: byId('panel-people') })
    const lines = this.root.querySelector('[data-list]')
    const waiting = this.root.querySelector('[data-waiting]')
    const send = (type, fields = () => ({})) => (person) => socket.ask(type, { person, ...fields(person) }).catch(complain)
    acts(lines, {
      mute: send('person.mute', () => ({ source: 'microphone' })),
      stop: send('person.stop', () => ({ source: '' })),
      captioner: send('caption.allow', (id) => ({ allowed: !store.person(id)?.captioner })),
      remove: (id) => this.remove(id),
    })
    lines.addEventListener('change', async ({ target }) => {
      if (target.dataset.act !== 'role') return
      const person = target.closest('[data-key]').dataset.key
      await socket.ask('role.set', { person, role: target.value }).catch(complain)
      this.draw(lines) // a refusal puts back what was
    })
    acts(waiting, { admit: send('door.admit'), refuse: send('door.refuse') })
    byId('lock').addEventListener('click', () => socket.ask('room.lock', { locked: !store.room.locked }).catch(complain))
    byId('lobby').addEventListener('click', () => socket.ask('door.lobby', { on: !store.room.lobby }).catch(complain))
    byId('end').addEventListener('click', () => this.end())
    store.watch('people you', () => store.room && this.draw(lines))
    store.watch('waiting', () => this.door(waiting))
    store.watch('room', () => this.state())
    store.watch('count', () => this.count())
  }

  async remove(id) {
    const words = say('sure_remove', { name: this.store.person(id)?.name || say('studio') })
    if (await ask({ confirm: words, confirmYes: say('remove'), confirmNo: say('cancel'), confirmDanger: '' })) this.socket.ask('person.remove', { person: id }).catch(complain)
  }

  async end() {
    if (await ask({ confirm: say('sure_end'), confirmYes: say('end'), confirmNo: say('cancel'), confirmDanger: '' })) this.socket.ask('room.end').catch(complain)
  }

  draw(lines) {
    const { store } = this
    const all = [...store.room.people].sort((a, b) => order[a.role] - order[b.role] || a.name.localeCompare(b.name))
    list(lines, all, (p) => p.id, () => made('person'), (line, p) => {
      const name = p.name || say('studio')
      fill(line, { name: p.id === store.you.id ? say('you', { name }) : name, role: p.studio ? say('studio') : say(`role_${p.role}`), who: name })
      const role = line.querySelector('[data-act=role]')
      if (document.activeElement !== role) role.value = p.role
      press(line.querySelector('[data-act=captioner]'), p.captioner)
      for (const act of line.querySelectorAll('[data-person]')) act.hidden = !!p.studio
      line.querySelector('[data-act=remove]').hidden = p.id === store.you.id
    })
    this.root.querySelector('[data-empty]').hidden = !!all.length
  }

  door(waiting) {
    const people = this.store.room.waiting
    list(waiting, people, (p) => p.id, () => made('waiting'), (line, p) => fill(line, { name: p.name }))
    byId('at-the-door').hidden = !people.length
    this.panel.count('people', people.length)
  }

  came({ person, gone }) {
    if (!gone) announce(say('waiting_one', { name: person.name }))
  }

  state() {
    press(byId('lock'), !!this.store.room.locked)
    press(byId('lobby'), !!this.store.room.lobby)
    byId('locked').hidden = !this.store.room.locked
  }

  count() {
    byId('count').hidden = false
    fill(byId('count'), { count: number(this.store.room.count) })
  }
}
