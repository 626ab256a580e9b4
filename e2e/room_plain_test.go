package e2e

import (
	"fmt"
	"testing"
	"time"

	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// deaf is a browser that was told to know no WebRTC: whatever the reason, nothing but plain HTTP passes.
const deaf = `Object.defineProperty(window, "RTCPeerConnection", { value: undefined, writable: true })`

// spoken lets the host's microphone carry a tone that can be turned on and off: tone(true) says when that was.
const spoken = `(async () => {
	const sound = new AudioContext(), tone = sound.createOscillator(), loud = sound.createGain(), out = sound.createMediaStreamDestination()
	loud.gain.value = 0
	tone.connect(loud).connect(out)
	tone.start()
	await sound.resume()
	const sender = window.connections.flatMap((c) => c.getSenders()).find((s) => s.track?.kind === "audio")
	await sender.replaceTrack(out.stream.getAudioTracks()[0])
	window.tone = (on) => { loud.gain.value = on ? 0.5 : 0; return Date.now() }
	window.toned = true
})()`

// hearing listens to what the plain audio plays: heard is when it last became loud.
const hearing = `(async () => {
	const audio = document.getElementById("plain-audio"), sound = new AudioContext(), ear = sound.createAnalyser(), wave = new Float32Array(ear.fftSize)
	sound.createMediaElementSource(audio).connect(ear).connect(sound.destination)
	await sound.resume()
	let was = false
	setInterval(() => {
		ear.getFloatTimeDomainData(wave)
		window.loudness = Math.sqrt(wave.reduce((sum, v) => sum + v * v, 0) / wave.length)
		if (window.loudness > 0.05 && !was) window.heard = Date.now()
		was = window.loudness > 0.05
		if (was) window.loud = Date.now()
	}, 10)
	window.hears = true
})()`

// hearsPlainly lets the host make a tone, and says how much later it is heard, at most so much.
func hearsPlainly(host, far roomTab, most time.Duration) {
	far.Helper()
	host.until("the voice is a tone", fmt.Sprintf(`(window.toning ??= %s, window.toned)`, spoken))
	far.until("what it plays is listened to", fmt.Sprintf(`(window.listening ??= %s, window.hears)`, hearing))
	far.until("the tone of the fake microphone has died away", "Date.now() - (window.loud ??= Date.now()) > 2000")
	said := eval[float64](host.tab, "window.tone(true)")
	far.until("it is heard", fmt.Sprintf("window.heard > %f", said))
	late := time.Duration(eval[float64](far.tab, "window.heard")-said) * time.Millisecond
	far.Logf("heard after %v", late)
	if late > most {
		far.Errorf("heard after %v", late)
	}
	before := eval[float64](far.tab, `document.getElementById("plain-audio").currentTime`)
	far.until("a second of it is played", fmt.Sprintf(`document.getElementById("plain-audio").currentTime > %f && window.loudness > 0.05`, before+1))
	eval[float64](host.tab, "window.tone(false)")
	far.until("silence is silent", "window.loudness < 0.01")
}

// comesDeaf brings somebody in whose browser lacks something.
func (w webinar) comesDeaf(t *testing.T, h *house, who *person, without string) roomTab {
	t.Helper()
	r := roomTab{openAt(t, h, phone), w}
	_, err := chromedp.Call(r.ctx, cdp.AddScriptToEvaluateOnNewDocument, cdp.AddScriptToEvaluateOnNewDocumentParams{Source: without})
	r.must(err)
	r.become(who)
	r.visit(w.path + "/room")
	r.reads("#plain-words", "solo ascolto, con circa due secondi di ritardo")
	r.picture("room-plain-door")
	r.click("#plain-enter")
	r.isAt("room")
	r.until("it plays", `document.getElementById("plain-audio").currentTime > 0.2`)
	r.reads("#line", "Solo ascolto, con circa due secondi di ritardo")
	return r
}

// Who gets no sound by WebRTC is told so at the door, comes in, and hears what is said while chat and hands go on.
func TestPlainAudioIsHeardInABrowserThatNothingElseReaches(t *testing.T) {
	t.Parallel()
	h, _ := houseWithMedia(t)
	staff, bruno := h.as(t, "staff"), h.newLearner(t, "Bruno", "Radio")
	w := plansWebinar(t, staff, "Come una radio", nil)
	bruno.post(w.path+"/registration", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.enters()
	far := w.comesDeaf(t, h, bruno, deaf)
	hearsPlainly(host, far, 6*time.Second)
	far.click("#hand")
	far.opensPanel("chat")
	far.says("#chat-text", "Vi sento")
	host.reads("#panel-chat", "Vi sento")
	far.click("#panel-close")
	far.picture("room-plain")
	host.opensPanel("hands")
	host.reads("#panel-hands", "Bruno Radio")
}
