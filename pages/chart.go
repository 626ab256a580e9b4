package pages

import "math"

// The charts are drawn on a fixed ground in units of their own; the browser scales them. Every one stands beside a table that says the same.

// barChart is a row of bars from nought, each with its number above and its name below.
type barChart struct {
	Width, Height, Base int // of the ground, and where nought is
	Bars                []bar
}

type bar struct {
	X, Y, Width, Height, Middle int
	Name                        string
	Count                       int
}

const (
	barWidth   = 56
	barGap     = 8
	barsHigh   = 200
	chartFoot  = 32
	chartAbove = 28
)

// newBarChart scales counts to the highest of them.
func newBarChart(names []string, counts []int) barChart {
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	c := barChart{Width: len(counts)*(barWidth+barGap) + barGap, Height: chartAbove + barsHigh + chartFoot, Base: chartAbove + barsHigh}
	for i, n := range counts {
		b := bar{X: barGap + i*(barWidth+barGap), Width: barWidth, Name: names[i], Count: n}
		b.Height = int(math.Round(float64(n) / float64(most) * barsHigh))
		b.Y, b.Middle = c.Base-b.Height, b.X+barWidth/2
		c.Bars = append(c.Bars, b)
	}
	return c
}

// Above is where the number over a bar stands.
func (b bar) Above() int { return b.Y - 8 }

// Below is where the names of the bars stand.
func (c barChart) Below() int { return c.Base + 22 }

// scatter is a ground with points that carry a number. Both axes are drawn; the upper right is where points should be.
type scatter struct {
	Width, Height     int
	Left, Zero, Right int // of the axes
	Top, Bottom       int
	Points            []point
}

type point struct {
	X, Y, Number int
	Concern      bool
}

const (
	scatterWidth  = 560
	scatterHeight = 340
	scatterLeft   = 48
	scatterFoot   = 40
)

// The y axis shows where discriminations lie; what lies beyond stands at its end.
const (
	scatterLow  = -0.4
	scatterHigh = 0.8
)

// newScatter is an empty ground: x from 0 to 1, y from scatterLow to scatterHigh.
func newScatter() scatter {
	c := scatter{Width: scatterWidth, Height: scatterHeight, Left: scatterLeft, Right: scatterWidth - 16, Top: 16, Bottom: scatterHeight - scatterFoot}
	c.Zero = c.y(0)
	return c
}

func (c scatter) y(v float64) int {
	part := (min(scatterHigh, max(scatterLow, v)) - scatterLow) / (scatterHigh - scatterLow)
	return c.Bottom - int(math.Round(part*float64(c.Bottom-c.Top)))
}

func (c *scatter) add(number int, x, y float64, concern bool) {
	at := c.Left + int(math.Round(min(1, max(0, x))*float64(c.Right-c.Left)))
	c.Points = append(c.Points, point{X: at, Y: c.y(y), Number: number, Concern: concern})
}

// Foot is where the names of the x axis stand.
func (c scatter) Foot() int { return c.Bottom + 24 }

// Beside is where the names of the y axis end.
func (c scatter) Beside() int { return c.Left - 8 }

// Middle is the middle of the x axis.
func (c scatter) Middle() int { return (c.Left + c.Right) / 2 }

// Text is where a point's number stands.
func (p point) Text() int { return p.Y + 5 }
