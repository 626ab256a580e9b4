//go:build soak

package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Nobody publishes a picture by which the line could be judged, and yet a large slide that does not come makes way for the small one.
func TestASlowLineGetsSmallSlidesWithoutBeingAsked(t *testing.T) {
	h, _ := houseWithMedia(t)
	staff, learner := h.as(t, "staff"), h.newLearner(t, "Valle", "Alta")
	w := plansWebinar(t, staff, "Slide lente", nil)
	learner.post(w.path+"/registration", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.enters()
	far := w.atDoor(t, h, phone, learner, 0)
	far.enters()
	_, err := chromedp.Call(far.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: 120, DownloadThroughput: 2500, UploadThroughput: -1}},
	})
	far.must(err)
	host.click("#tools summary")
	host.choose("#deck-file", file(t, "slide.pdf", threePages(t)))
	far.until("the slide is said to be on its way", `!document.getElementById("slide").hidden && document.getElementById("slide-coming").textContent`)
	far.picture("room-slide-coming")
	began := time.Now()
	far.until("the small one is there", `(p => p.complete && p.naturalWidth > 0 && p.naturalWidth <= 1280 && p.src.endsWith("/small"))(document.getElementById("slide-picture"))`)
	t.Logf("it is there after %v", time.Since(began))
	far.until("the large one may be asked for", `!document.getElementById("slide-fine").hidden && !document.getElementById("slide-coming").textContent`)
	host.until("all slides are up", `document.getElementById("deck-progress").hidden`)
	host.click("#tools summary")
	host.click("#slide-next")
	far.until("the next one is small at once", `(p => p.complete && p.naturalWidth > 0 && p.src.endsWith("/pages/2/small"))(document.getElementById("slide-picture"))`)
}
