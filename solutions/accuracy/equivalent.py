EQUIVALENT: dict[str,str] = {}
