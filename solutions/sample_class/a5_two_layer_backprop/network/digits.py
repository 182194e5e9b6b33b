"""What those of the class who got as far wrote to learn the digits."""

from solutions.two_layer_network import he_init, train, two_layer_loss  # for their own


def learn_digits(X, y, rng):
    def loss(params, X, y):
        return two_layer_loss(params, X, y, 1e-4)

    start = he_init(X.shape[1], 100, 10, rng)
    params, history = train(loss, start, X, y, 0.1, 30, 64, rng, momentum=0.9, decay=0.05)
    return params
