package pages

import (
	"math"
	"slices"
)

// barList is a column of bars from nought, each below its name and with its number behind it: it is read on a phone as well.
type barList struct{ Bars []lyingBar }

type lyingBar struct {
	Y, Width    int
	Name, Shown string
	value       int
}

const (
	lyingLong  = 340 // the longest bar
	lyingRoom  = 80  // for the number behind it
	lyingStep  = 48
	lyingBelow = 22 // from a name to its bar
)

// add adds a bar; all are scaled to the longest.
func (c *barList) add(name, shown string, value int) {
	c.Bars = append(c.Bars, lyingBar{Y: len(c.Bars) * lyingStep, Name: name, Shown: shown, value: max(0, value)})
	most := max(1, slices.MaxFunc(c.Bars, func(a, b lyingBar) int { return a.value - b.value }).value)
	for i := range c.Bars {
		c.Bars[i].Width = int(math.Round(float64(c.Bars[i].value) / float64(most) * lyingLong))
	}
}

// Width and Height are the ground's.
func (barList) Width() int    { return lyingLong + lyingRoom }
func (c barList) Height() int { return len(c.Bars) * lyingStep }

// Text, Top, Behind and Beside are where a bar's name, its upper edge and its number stand.
func (b lyingBar) Text() int   { return b.Y + 16 }
func (b lyingBar) Top() int    { return b.Y + lyingBelow }
func (b lyingBar) Behind() int { return b.Width + 8 }
func (b lyingBar) Beside() int { return b.Y + lyingBelow + 14 }

// targetBar is a share of all people, with marks at what is to be reached.
type targetBar struct {
	Percent int
	Marks   []targetMark
}

type targetMark struct {
	Percent, X int
	Passed     bool
}

const targetFrom, targetLong = 10, 380

func newTargetBar(percent int, marks ...int) targetBar {
	b := targetBar{Percent: min(100, percent)}
	for _, m := range marks {
		b.Marks = append(b.Marks, targetMark{m, targetFrom + targetLong*m/100, percent >= m})
	}
	return b
}

// Long is how far the bar goes.
func (b targetBar) Long() int { return targetLong * b.Percent / 100 }
