"""A judge and what it said last: a checked reading holds no raw replies, and not that the judge was away."""

from scoring.judgement import Judge, Judgement, JudgeRequest


class Heeded:
    """Passes on to the judge and keeps its judgement. For one criterion, in one thread."""

    def __init__(self, judge: Judge) -> None:
        self.name = judge.name
        self.model = judge.model
        self.notice = judge.notice
        self.prompt: str | None = getattr(judge, "prompt_fingerprint", None)
        self.parameters: dict[str, float] | None = getattr(judge, "parameters", None)
        self.judgement = Judgement(criterion="none")
        self._judge = judge

    def judge(self, request: JudgeRequest) -> Judgement:
        self.judgement = self._judge.judge(request)
        return self.judgement
