package clusters

import rego.v1

path := 0 if input.stance <= 0
else := 1 if {
	input.own >= 1
	input.regional >= 1
}
else := 2 if input.own >= 1
else := 3 if input.regional >= 1
else := 4
