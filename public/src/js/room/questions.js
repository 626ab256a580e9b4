// Questions: those with most votes first, the answered ones last.
import { announce, complain } from './announce.js'
import { acts, byId, fill, list, made, press } from './dom.js'
import { form } from './form.js'
import { number, say } from './texts.js'

export class Questions {
  constructor({ socket, store, panel }) {
    Object.assign(this, { store, panel, root: byId('panel-questions') })
    const lines = this.root.querySelector('[data-list]')
    form(this.root, (data) => socket.ask('question.ask', { text: data.get('text') }))
    acts(lines, {
      vote: async (question) => {
        const up = !store.you.votes.includes(question)
        try {
          await socket.ask('question.vote', { question, up })
          store.you.votes = up ? [...store.you.votes, question] : store.you.votes.filter((v) => v !== question)
          store.changed('questions')
        } catch (error) {
          complain(error)
        }
      },
      answered: (question) => socket.ask('question.answered', { question, answered: !this.find(question).answered }).catch(complain),
    })
    store.watch('questions', () => this.draw(lines))
  }

  find(id) {
    return this.store.room.questions.find((q) => q.id === id)
  }

  asked({ question }) {
    if (question.person === this.store.you.id) return
    this.panel.more('questions')
    if (this.store.stage) announce(say('new_question', { name: question.name }))
  }

  draw(lines) {
    const all = [...this.store.room.questions].sort((a, b) => a.answered - b.answered || b.votes - a.votes || (a.at < b.at ? -1 : 1))
    list(lines, all, (q) => q.id, () => made('question'), (line, q) => {
      fill(line, { name: q.name || say('erased'), text: q.text, votes: number(q.votes), state: q.answered ? say('answered') : '', })
      press(line.querySelector('[data-act=vote]'), this.store.you.votes.includes(q.id))
      line.querySelector('[data-act=answered]').textContent = say(q.answered ? 'mark_open' : 'mark_answered')
    })
    this.root.querySelector('[data-empty]').hidden = !!all.length
  }
}
