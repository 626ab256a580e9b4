// A stay in the room, from entering to its end: everything hangs together here.
import { announce } from './announce.js'
import { Captions } from './captions.js'
import { Chat } from './chat.js'
import { Controls } from './controls.js'
import { Data } from './data.js'
import { Deck } from './deck.js'
import { byId } from './dom.js'
import { Hands } from './hands.js'
import { keys } from './keys.js'
import { line as shown } from './line.js'
import { Listen } from './listen.js'
import { Overflow } from './overflow.js'
import { Panel } from './panel.js'
import { People } from './people.js'
import { Polls } from './polls.js'
import { Questions } from './questions.js'
import { react } from './reactions.js'
import { Recording } from './recording.js'
import { scene, show } from './scene.js'
import { Slides } from './slides.js'
import { Socket } from './socket.js'
import { Stage } from './stage.js'
import { Stats } from './stats.js'
import { Store } from './store.js'
import { say } from './texts.js'
import { Timer } from './timer.js'
import { Wants } from './wants.js'

const unreached = 10000 // until a connection that does not come about is given up

let listen

// line says how the line is, and offers plain sound where nothing else gets through.
function line(state) {
  shown(state)
  if (state === 'no_udp' && !byId('room').dataset.livekit) listen.offer()
}

export class Session {
  constructor(room, engine) {
    listen = new Listen(room)
    this.overflow = new Overflow(room, {
      tracks: (tracks) => this.stage.received(tracks),
      connected: () => this.reached(),
      failed: () => line('no_udp'),
    })
    this.engine = room.livekit ? 'livekit' : 'here'
    const store = (this.store = new Store())
    const socket = (this.socket = new Socket(room.webinar, room.language, (message) => this.hear(message)))
    const media = engine(socket, {
      failed: () => line('no_udp'),
      tracks: (tracks) => this.received(tracks),
      state: (state) => this.media(state),
      speakers: (people) => this.stage.speak(people),
    })
    this.publication = media.publication
    this.subscription = media.subscription
    this.wants = new Wants(media.want)
    this.stage = new Stage(store, this.wants)
    const panel = new Panel()
    const parts = { socket, store, panel, room, publication: this.publication, stage: this.stage, left: () => this.leave() }
    this.controls = new Controls(parts)
    this.chat = new Chat(parts)
    this.questions = new Questions(parts)
    this.polls = new Polls(parts)
    this.people = new People(parts)
    this.captions = new Captions(parts)
    this.stats = new Stats(parts)
    this.recording = new Recording(parts)
    new Hands(parts)
    new Timer(parts)
    new Deck(parts)
    const connections = () => [this.subscription.pc, this.publication.pc, this.overflow.pc]
    this.data = new Data({ wants: this.wants, stage: this.stage, connections, plain: listen, chosen: (choice) => this.listens(choice === 'plain') })
    keys({ panel, slides: new Slides(parts), scene })
    store.watch('you', () => (byId('room').dataset.role = store.you.role))
    store.watch('codec', () => this.publication.prefer(store.room.codec))
  }

  // enter comes in with what was on at the door, or to listen over plain HTTP until something else gets through.
  enter(tracks, plain) {
    this.brought = tracks
    this.plain = plain
    byId('waiting-words').textContent = say('waiting_open')
    show('waiting')
    this.socket.open()
  }

  hear(message) {
    this.store.take(message)
    this.events[message.type]?.(message)
  }

  events = {
    welcome: ({ you, room }) => this.welcome(you, room),
    resumed: () => this.rejoin(),
    admitted: ({ you, room }) => this.welcome(you, room),
    state: ({ you, room }) => this.changed(you, room),
    'room.changed': ({ state }) => scene() === 'waiting' && state === 'open' && this.comeIn(),
    removed: ({ person }) => person === this.store.you.id && this.over('removed'),
    ended: () => this.over('ended_words'),
    line: ({ state, detail }) => this.line(state, detail),
    'media.offer': (message) => this.offered(message),
    'media.elsewhere': (message) => this.elsewhere(message),
    'media.away': ({ away }) => this.away(away),
    'media.overflow': () => this.overflows(),
    'media.tracks': ({ tracks }) => this.stage.still(tracks),
    'media.speakers': ({ people }) => this.stage.speak(people),
    'media.stats': (message) => this.stats.told(message),
    'media.line': (message) => this.judged(message),
    'person.changed': ({ person, silenced }) => silenced !== undefined && person.id === this.store.you.id && this.controls.silence(silenced),
    'chat.said': (message) => this.chat.said(message),
    'question.asked': (message) => this.questions.asked(message),
    'poll.opened': (message) => this.polls.opened(message),
    'person.waiting': (message) => this.people.came(message),
    caption: (message) => this.captions.said(message),
    recording: (message) => this.recording.changed(message),
    'recording.ending': (message) => this.recording.ending(message),
    reactions: react,
  }

  welcome(you, room) {
    if (room.state === 'lobby' || room.state === 'planned') {
      this.store.you = { ...this.store.you, ...you }
      if (room.state === 'planned' && (you.role === 'host' || you.role === 'presenter')) return this.stay(you, room)
      return this.wait(room)
    }
    this.stay(you, room)
  }

  wait(room) {
    byId('waiting-words').textContent = say(room.state === 'lobby' ? 'waiting_lobby' : 'waiting_open')
    show('waiting')
  }

  // comeIn asks again once the room has opened: not everybody in the same instant.
  comeIn() {
    clearTimeout(this.coming)
    this.coming = setTimeout(() => this.socket.anew(), Math.random() * 1500)
  }

  stay(you, room) {
    if (room.engine && room.engine !== this.engine) return this.over('engine_changed')
    this.subscription.close()
    this.overflow.stop()
    this.stage.clear()
    this.store.whole(you, room)
    show('room')
    this.stage.draw()
    if (this.plain) listen.play()
    this.plain = false
    this.rejoin()
  }

  // rejoin publishes again over the line that is new, or for the first time what was on at the door.
  async rejoin() {
    this.stats.anew()
    const brought = Object.entries(this.brought ?? {})
    this.brought = undefined
    await this.publication.anew().catch((error) => this.noMedia(error))
    for (const [source, track] of brought) {
      if (this.store.you.may.includes(source)) await this.controls.publish(source, track).catch((error) => this.noMedia(error))
      else track.stop()
    }
  }

  changed(you, room) {
    const before = this.store.you.role
    this.store.whole(you, room)
    if (!you.may.length) this.controls.withdraw()
    if (before !== you.role) announce(say('role_now', { role: say(`role_${you.role}`) }))
  }

  noMedia(error) {
    if (error.code === 'room_no_media') line('no_media')
  }

  offered(message) {
    if (this.chosen) {
      if (!this.store.stage) return void this.without(true)
      this.data.choose('auto') // who speaks hears the others at once
    }
    clearTimeout(this.late)
    if (this.subscription.pc?.connectionState !== 'connected') this.late = setTimeout(() => line('no_udp'), unreached)
    this.subscription.offer(message).catch(() => {}) // the line broke meanwhile: the next offer comes with the new one
  }

  // overflows watches the stage alone, because all seats are taken.
  overflows() {
    this.subscription.close()
    if (!this.chosen) this.overflow.begin()
  }

  // listens hears the room over plain HTTP alone, because somebody chose that, or no longer does.
  listens(plain) {
    if (plain === !!this.chosen) return
    this.chosen = plain
    if (plain) {
      clearTimeout(this.late)
      this.subscription.close()
      this.overflow.stop()
      this.stage.received([])
      listen.play()
    } else listen.stop()
    this.without(plain)
  }

  without(on) {
    return this.socket.ask('media.plain', { on }).catch(() => {}) // the line broke meanwhile: it is asked again when media is offered
  }

  // elsewhere goes where another engine carries the media.
  elsewhere(message) {
    if (this.engine !== 'here') this.subscription.offer(message)
  }

  // away takes that the academy does not reach that engine: who hears and sees goes on, but what hosts decide waits.
  away(away) {
    if (away && this.store.host) announce(say('engine_reins'))
  }

  // received says again what is wanted: the other side may be a new one, which knows nothing of it.
  received(tracks) {
    this.seated = this.overflow.pc && this.subscription.pc?.connectionState !== 'connected' ? tracks : undefined
    if (this.seated) return // the one picture and voice go on until the connection stands
    this.stage.received(tracks)
    this.wants.anew()
  }

  // reached says that sound and pictures come.
  reached() {
    clearTimeout(this.late)
    listen.stop()
    line('good')
  }

  media(state) {
    if (state === 'connected') {
      if (this.overflow.pc) this.overflow.end()
      if (this.seated) this.received(this.seated)
      this.reached()
    } else if (state === 'slow' || state === 'away') line(state)
    else if (state === 'disconnected') line('lost')
    else if (state === 'failed') line('no_udp')
  }

  // judged takes what the server makes of the line: pictures that do not fit stand still.
  judged({ state, stopped }) {
    line(state)
    this.stage.stop(state === 'lost' ? [] : (stopped ?? []))
  }

  line(state, detail) {
    if (state === 'good' || state === 'lost') return scene() === 'check' || line(state)
    this.over(state === 'ended' ? 'ended_words' : state, detail)
  }

  leave() {
    this.socket.leave()
    this.over('left')
  }

  // over ends the stay and says why.
  over(why, detail) {
    if (scene() === 'ended') return
    this.socket.wanted = false
    for (const track of Object.values(this.brought ?? {})) track.stop()
    this.publication.withdraw()
    this.subscription.close()
    this.stage.clear()
    this.data.end()
    listen.stop()
    this.overflow.stop()
    byId('line').hidden = true
    byId('ended-words').textContent = detail?.message ?? say(why)
    byId('again').hidden = ['ended_words', 'removed', 'seatless', 'forgotten'].includes(why)
    show('ended')
  }
}
