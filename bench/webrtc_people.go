package main

// The layers that browsers send of a camera, with the voice beside them, as the operator's manual has them.
var layers = []struct {
	name string
	quality
}{
	{"720", inFull}, {"360", quality{frames, 2}}, {"180", quality{frames / 2, 1}},
}

const peopleRuns = 3

// people says how many one core holds who see one picture and hear one voice: what decides when a webinar outgrows a machine.
func people(l *lab) (figures []figure, err error) {
	program, err := l.build("sfu", "./bench/sfu")
	if err != nil {
		return nil, err
	}
	for _, layer := range layers {
		var runs []forwarded
		for range peopleRuns {
			r, err := climbIn(layer.quality, thrifty, bare(program, "aula"), []int{judgedCrowd})
			if err != nil {
				return nil, err
			}
			runs = append(runs, r[judgedCrowd])
		}
		packets := float64(layer.frames*layer.perFrame + voices) // a second and person
		figures = append(figures, figure{
			name: "people_per_core_" + layer.name, value: 1e6 / (median(valuesOf(runs, forwarded.cost)) * packets), unit: "people a core", fault: first(faults(runs)),
		})
	}
	return figures, nil
}
