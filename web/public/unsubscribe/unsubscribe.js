// Asks for no more letters only when a person says so: whatever scans mails opens links too.
const text = document.getElementById("text");
const button = document.getElementById("confirm");
const token = new URLSearchParams(location.hash.slice(1)).get("token");

if (!token) {
    text.textContent = "This address is incomplete. Please use the link in the letter.";
    button.hidden = true;
}

button.addEventListener("click", async () => {
    button.disabled = true;
    const answer = await fetch("/api/v1/rpc/unsubscribe", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Requested-With": "fetch" },
        body: JSON.stringify({ token }),
    }).catch(() => null);
    if (answer?.ok) {
        const { category } = await answer.json();
        text.textContent = `Done: no more letters about ${category}.`;
        button.hidden = true;
    } else {
        text.textContent =
            answer?.status === 400
                ? "This link is unknown. Please use the one in a newer letter."
                : "That did not work. Please try again in a moment.";
        button.disabled = false;
    }
});
