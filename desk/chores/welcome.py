"""What `make run` prints once the demonstration serves: where each screen is, and who may sign in."""

from desk.chores.demo_secrets import DemoSecrets

SCREENS = (
    ("Everything at a glance", "/demo"),
    ("A service corner (sit down from /demo)", "/corner"),
    ("The clerk's console", "/console"),
    ("The zone board", "/zone"),
    ("Sessions and recordings", "/office/sessions"),
    ("Track a case", "/track"),
    ("The demo inbox (one-time codes)", "/demo/inbox"),
)


def text(address: str, known: DemoSecrets) -> str:
    """Addresses, then sign-ins. The people are synthetic; authenticator codes are shown, fresh, on /demo."""
    lines = ["", "The desk is open. Every person and paper in it is made up.", ""]
    lines += [f"  {name:<42} {address}{path}" for name, path in SCREENS]
    lines += ["", f"  {'role':<12} {'login':<22} {'password':<18} authenticator secret"]
    lines += [
        f"  {who.role:<12} {who.login:<22} {who.password:<18} {who.totp_secret}" for who in known.accounts.values()
    ]
    lines += ["", "  The code of each authenticator is shown on /demo. Stop with Ctrl-C.", ""]
    return "\n".join(lines)
