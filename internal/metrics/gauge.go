package metrics

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// Value is one figure of a gauge, with the values of its labels in their order.
type Value struct {
	Labels []string
	Number float64
}

// Gauge is a figure that is read when somebody asks for it; as a counter it only grows. A figure that cannot be read is absent, never zero.
type Gauge struct {
	Name, Help string
	Labels     []string
	Counter    bool
	Read       func() ([]Value, error)
}

// Add registers gauges. A wrong name is a mistake in the program.
func (m *Metrics) Add(gauges ...Gauge) {
	for _, g := range gauges {
		m.registry.MustRegister(&collector{g, prometheus.NewDesc(g.Name, g.Help, g.Labels, nil)})
	}
}

type collector struct {
	Gauge
	desc *prometheus.Desc
}

func (c *collector) Describe(to chan<- *prometheus.Desc) { to <- c.desc }

func (c *collector) Collect(to chan<- prometheus.Metric) {
	values, err := c.Read()
	if err != nil {
		to <- prometheus.NewInvalidMetric(c.desc, fmt.Errorf("read %s: %w", c.Name, err))
		return
	}
	kind := prometheus.GaugeValue
	if c.Counter {
		kind = prometheus.CounterValue
	}
	for _, v := range values {
		m, err := prometheus.NewConstMetric(c.desc, kind, v.Number, v.Labels...)
		if err != nil {
			m = prometheus.NewInvalidMetric(c.desc, err)
		}
		to <- m
	}
}
