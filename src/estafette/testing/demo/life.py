"""Place the orders of the last weeks one burst after the other, and let happen to them what happens to orders."""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from estafette.orders.commands.annotate import add_note, change_tags
from estafette.orders.commands.cancel import Request, cancel
from estafette.orders.commands.hold import clear_due, clear_hold, hold
from estafette.orders.commands.place import place
from estafette.orders.queries import read
from estafette.orders.types import HoldKind, Placed
from estafette.platform.access.types import EVERYTHING, SYSTEM, Actor
from estafette.testing.demo.letters import Letters
from estafette.testing.demo.sales import BURST, ENGLISH, Sale

Progress = Callable[[str, int, int], None]
Act = Callable[[datetime], None]
CHANGED_MINDS = {
    "fr": ("Le client a changé d'avis", "Commande en double", "Trouvé moins cher ailleurs"),
    "en": ("The customer changed their mind", "Ordered twice", "Wrong size"),
}
QUESTIONS = {
    "fr": (
        "Le client demande si le colis peut arriver avant samedi.",
        "La cliente préfère une autre taille ; rappelée, elle garde sa commande.",
        "Adresse confirmée par téléphone.",
    ),
    "en": (
        "The customer asked whether it can arrive before Saturday.",
        "The customer wants an invoice with the company's name.",
        "Address confirmed by telephone.",
    ),
}


@dataclass(slots=True)
class Life:
    """The run through the weeks: who acts, what is still to happen, and what became of the orders."""

    letters: Letters
    colleagues: Mapping[str, Actor]
    placed: int = 0
    refused: int = 0
    _later: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _turns: int = 0

    def run(self, *, sales: Sequence[Sale], now: datetime, progress: Progress) -> None:
        """Everything up to `now`, in order. The caller's transaction holds it all."""
        for first in range(0, len(sales), BURST):
            burst = sales[first : first + BURST]
            at = max(sale.at for sale in burst)
            self._catch_up(at)
            answers = place(drafts=[self.letters.draft(sale) for sale in burst], access=EVERYTHING, at=at)
            for sale, answer in zip(burst, answers, strict=True):
                if isinstance(answer, Placed):
                    self.placed += 1
                    self._plan(sale, answer)
                else:
                    self.refused += 1
            if first % 80 == 0:
                progress("Orders", first, len(sales))
        self._catch_up(now)
        progress("Orders", len(sales), len(sales))

    def _catch_up(self, at: datetime) -> None:
        """What was to happen before `at` happens, each at its own instant."""
        while self._later and self._later[0][0] <= at:
            due, _, act = heapq.heappop(self._later)
            act(due)
        clear_due(by=SYSTEM, access=EVERYTHING, at=at)

    def _after(self, sale: Sale, minutes: int, act: Act) -> None:
        self._turns += 1
        due = sale.at + timedelta(minutes=minutes + int(sale.mood * 1e4) % max(1, minutes))
        heapq.heappush(self._later, (due, self._turns, act))

    def _plan(self, sale: Sale, order: Placed) -> None:
        """Decide by the mood of a sale what will happen to its order, hold by hold."""
        order_id, holds = UUID(order.id), set(order.holds)
        if "payment" in holds:
            self._payment(sale, order_id)
        if holds & {"fraud", "review"}:
            self._check(sale, order_id)
        if "content" in holds and sale.mood < 0.35:
            self._after(
                sale, 90, self._clear(order_id, "content", "operations", "Corrigé avec la place de marché")
            )
        if not holds & {"payment", "fraud", "review", "content", "stock"}:
            self._everyday(sale, order_id)

    def _payment(self, sale: Sale, order_id: UUID) -> None:
        if sale.mood < 0.6:
            self._after(sale, 45, self._clear(order_id, "payment", "accountant", "Virement reçu"))
        elif sale.mood < 0.85:
            self._after(sale, 2880, self._cancel(order_id, "Not paid within two days", "agent"))

    def _check(self, sale: Sale, order_id: UUID) -> None:
        if sale.mood < 0.7:
            for kind in ("fraud", "review"):
                self._after(sale, 120, self._clear(order_id, kind, "operations", "Vérifié : client connu"))
        elif sale.mood < 0.78:
            self._after(sale, 180, self._cancel(order_id, "Suspicion de fraude", "operations"))

    def _everyday(self, sale: Sale, order_id: UUID) -> None:
        language = "en" if sale.channel in ENGLISH else "fr"
        which = int(sale.mood * 1e6) % 3
        reason = CHANGED_MINDS[language][which]
        if sale.mood < 0.04:
            self._after(sale, 60, self._cancel(order_id, reason, "agent"))
        elif sale.mood < 0.065:
            self._after(sale, 40, self._cancel(order_id, reason, "agent", lines={1: 1}))
        elif sale.mood < 0.075:
            self._after(sale, 20, self._hold(order_id))
        elif sale.mood < 0.11:
            self._after(sale, 400, self._note(order_id, QUESTIONS[language][which]))

    def _clear(self, order_id: UUID, kind: str, role: str, note: str) -> Act:
        def act(at: datetime) -> None:
            for each in read(order_id=order_id, access=EVERYTHING).holds:
                if each["kind"] == kind and each["cleared_at"] is None:
                    by = self.colleagues[role]
                    clear_hold(
                        order_id=order_id, hold_id=UUID(each["id"]), note=note, by=by, access=EVERYTHING, at=at
                    )  # fmt: skip

        return act

    def _cancel(
        self, order_id: UUID, reason: str, role: str, *, lines: Mapping[int, int] | None = None
    ) -> Act:
        def act(at: datetime) -> None:
            request = Request(order_id=order_id, reason=reason, lines=lines)
            cancel(requests=[request], by=self.colleagues[role], access=EVERYTHING, at=at)

        return act

    def _hold(self, order_id: UUID) -> Act:
        def act(at: datetime) -> None:
            hold(
                order_id=order_id, kind=HoldKind.MANUAL, reason="Le client rappelle au sujet de l'adresse",
                by=self.colleagues["agent"], access=EVERYTHING, at=at,
            )  # fmt: skip

        return act

    def _note(self, order_id: UUID, text: str) -> Act:
        def act(at: datetime) -> None:
            by = self.colleagues["agent"]
            add_note(order_id=order_id, text=text, by=by, access=EVERYTHING, at=at)
            change_tags(order_id=order_id, add=("question",), remove=(), by=by, access=EVERYTHING, at=at)

        return act
