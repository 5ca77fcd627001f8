module serviziscolastici

go 1.26
