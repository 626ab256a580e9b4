package main

// The layers that browsers send of a camera, with the voice beside them, as the operator's manual has them.
var layers = []struct {
	name string
	quality
}{
	{"720", inFull}, {"360", quality{frames, 2}}, {"180", quality{frames / 2, 1}},
}

const peopleRuns = 3

// people says what each costs, and so how many one core holds, who see one picture and hear one voice: what decides when a webinar outgrows a machine.
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
		busy := median(valuesOf(runs, forwarded.cost)) * packets / 1000
		figures = append(figures,
			figure{name: "person_" + layer.name, value: busy, unit: "ms of a core a second", fault: first(faults(runs))},
			figure{name: "people_" + layer.name, value: 1000 / busy, unit: "people a core", fault: first(faults(runs))})
	}
	return figures, nil
}
