//go:build soak

package e2e

import (
	"fmt"
	"testing"
	"time"

	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"aula/bench/relay"
)

// plainOpus is a browser that takes no redundant sound.
const plainOpus = `(() => {
	const real = RTCPeerConnection.prototype.createAnswer
	RTCPeerConnection.prototype.createAnswer = async function (...with_) {
		const answer = await real.apply(this, with_)
		const numbers = [...answer.sdp.matchAll(/a=rtpmap:(\d+) red\/48000/g)].map((m) => m[1])
		let { sdp } = answer
		for (const n of numbers) sdp = sdp.replace(new RegExp("^a=(rtpmap|fmtp|rtcp-fb):" + n + " .*\r\n", "gm"), "").replace(new RegExp("^(m=audio .*) " + n + "\\b", "gm"), "$1")
		return { type: answer.type, sdp }
	}
})()`

// listening sums up what became of the voice since it was first called.
const listening = `(() => {
	window.reports("inbound-rtp").then((all) => {
		const sound = all.find((r) => r.kind === "audio")
		if (!sound) return
		window.first ??= sound
		const since = (name) => (sound[name] ?? 0) - (window.first[name] ?? 0)
		window.sound = {
			concealed: since("concealedSamples") / since("totalSamplesReceived"), seconds: since("totalSamplesReceived") / 48000,
			lost: since("packetsLost"), packets: since("packetsReceived"), bytes: since("bytesReceived") / since("packetsReceived"),
		}
	})
	return window.sound?.seconds > %d
})()`

type heardSound struct {
	Concealed, Seconds, Lost, Packets, Bytes float64 // bytes of a packet
}

// A real browser behind a line that loses three packets of a hundred is sent the voice redundantly, and makes up less of it than one that
// takes none.
func TestASlowLineMendsTheVoiceByRedundancy(t *testing.T) {
	h, port := houseWithMedia(t)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Due orecchie", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.enters()
	var ears []roomTab
	for i, name := range []string{"Con", "Senza"} {
		who := h.newLearner(t, name, "Ridondanza")
		who.post(w.path+"/registration", nil)
		line := newLine(t, h, port)
		ear := w.atDoor(t, line.house, desktop, nil, line.port())
		if i == 1 {
			_, err := chromedp.Call(ear.ctx, cdp.AddScriptToEvaluateOnNewDocument, cdp.AddScriptToEvaluateOnNewDocumentParams{Source: plainOpus})
			ear.must(err)
		}
		ear.become(who)
		ear.visit(w.path + "/room")
		ear.enters()
		ear.until("sound comes", fmt.Sprintf(`((window.first = undefined), %s)`, fmt.Sprintf(listening, -1)))
		lossy := relay.Line{Loss: 0.03, Delay: 30 * time.Millisecond}
		line.relay.Down(lossy)
		line.relay.Up(lossy)
		ears = append(ears, ear)
	}
	host.until("the voice is a tone", fmt.Sprintf(`(window.toning ??= %s, window.toned)`, spoken))
	eval[float64](host.tab, "window.tone(true)")
	settled := time.NewTimer(10 * time.Second) // until the loss is seen
	<-settled.C
	var heard [2]heardSound
	for _, ear := range ears {
		eval[bool](ear.tab, "((window.first = window.sound = undefined), true)")
	}
	for i, ear := range ears {
		for minute := time.Now().Add(90 * time.Second); time.Now().Before(minute) && !eval[bool](ear.tab, fmt.Sprintf("!!(%s)", fmt.Sprintf(listening, 60))); {
			<-time.After(time.Second)
		}
		heard[i] = eval[heardSound](ear.tab, "window.sound")
		t.Logf("%+v", heard[i])
	}
	with, without := heard[0], heard[1]
	if with.Seconds < 60 || without.Seconds < 60 {
		t.Fatal("not heard for a minute")
	}
	// Chromium takes redundant packets apart before it counts what they are: its statistics name Opus, and no packet of redundancy.
	if with.Bytes < 1.6*without.Bytes {
		t.Errorf("%.0f bytes a packet with redundancy, %.0f without", with.Bytes, without.Bytes)
	}
	if with.Concealed > without.Concealed/2 {
		t.Errorf("%.2f %% of the sound was made up with redundancy, %.2f %% without", 100*with.Concealed, 100*without.Concealed)
	}
}
