// What is known of the room. Events change it, and whoever watches a part of it is told.
export class Store {
  constructor() {
    this.you = { may: [], votes: [], ballots: {} }
    this.room = undefined
    this.watchers = new Map()
  }

  watch(parts, told) {
    for (const part of parts.split(' ')) this.watchers.set(part, [...(this.watchers.get(part) ?? []), told])
  }

  changed(...parts) {
    for (const told of new Set(parts.flatMap((part) => this.watchers.get(part) ?? []))) told()
  }

  get host() {
    return this.you.role === 'host'
  }

  get stage() {
    return this.host || this.you.role === 'presenter'
  }

  person(id) {
    return this.room?.people?.find((p) => p.id === id)
  }

  // whole takes the state anew.
  whole(you, room) {
    this.you = { may: [], votes: [], ballots: {}, ...you }
    this.room = { people: [], waiting: [], hands: [], chat: [], questions: [], polls: [], tracks: [], captions: [], reactions: [], count: 0, ...room }
    this.changed(...this.watchers.keys())
  }

  take(message) {
    if (this.room && taken[message.type]) this.changed(...taken[message.type](this.room, message, this))
  }
}

const replaced = (items, item) => {
  const at = items.findIndex((i) => i.id === item.id)
  if (at < 0) items.push(item)
  else items[at] = { ...items[at], ...item }
}

const taken = {
  'chat.said': (room, { message }) => (room.chat.push(message), room.chat.splice(0, room.chat.length - 200), ['chat']),
  'chat.removed': (room, { message }) => ((room.chat = room.chat.filter((m) => m.id !== message)), ['chat']),
  'question.asked': (room, { question }) => (replaced(room.questions, question), ['questions']),
  'question.votes': (room, { question, votes }) => (replaced(room.questions, { id: question, votes }), ['questions']),
  'question.changed': (room, { question }) => (replaced(room.questions, question), ['questions']),
  'poll.made': (room, { poll }) => (replaced(room.polls, poll), ['polls']),
  'poll.opened': (room, { poll }) => (replaced(room.polls, { ...poll, state: 'open' }), ['polls']),
  'poll.closed': (room, { poll }) => (replaced(room.polls, { id: poll, state: 'closed' }), ['polls']),
  'poll.results': (room, { poll, counts, voters }) => (replaced(room.polls, { id: poll, counts, voters }), ['polls']),
  hands: (room, { hands }) => ((room.hands = hands), ['hands']),
  people: (room, { came, left }) => {
    for (const person of came ?? []) replaced(room.people, person)
    room.people = room.people.filter((p) => !(left ?? []).includes(p.id))
    return ['people']
  },
  'person.changed': (room, { person }, store) => {
    replaced(room.people, person)
    if (person.id === store.you.id) store.you = { ...store.you, ...person }
    return ['people', 'you']
  },
  'person.waiting': (room, { person, gone }) => {
    room.waiting = room.waiting.filter((w) => w.id !== person.id)
    if (!gone) room.waiting.push(person)
    return ['waiting']
  },
  count: (room, { count }) => ((room.count = count), ['count']),
  'room.changed': (room, { state, started, locked, lobby }) => (Object.assign(room, { state, started, locked, lobby }), ['room']),
  slides: (room, { deck, page, pages, pictures }) => ((room.slides = deck ? { deck, page, pages, pictures } : null), ['slides']),
  codec: (room, { codec }) => ((room.codec = codec), ['codec']),
  recording: (room, { since }) => ((room.recording = since ? { since } : null), ['recording']),
  timer: (room, { ends }) => ((room.timer = ends), ['timer']),
}
