"""Grace hands in lines that are to run, to take for ever, or to say that all is well."""


def derive_logistic_slope():
    return [
        "D(L, w[j]) = __import__('os').system('touch /tmp/grace')",
        '= 9**9**9**9',
        "= (lambda: p).__globals__['report'].complete",
        '= Sum(k, Sum(j, Sum(i, exp(exp(exp(exp(w[i])))))))',
        '= ((((((((((((((((((((((((((((((p - y)*x[j]))))))))))))))))))))))))))))))',
    ]
