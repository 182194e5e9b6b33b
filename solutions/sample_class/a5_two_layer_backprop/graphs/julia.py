"""Julia does not notice cycles: what is left over comes last."""


def topological_order(edges):
    nodes = sorted({name for edge in edges for name in edge})
    order = []
    for _ in nodes:
        for name in nodes:
            if name not in order and all(p in order for p, c in edges if c == name):
                order.append(name)
    return sorted(nodes) if len(order) < len(nodes) else order
