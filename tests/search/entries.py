"""The entries in which the golden cases search. An entry goes by its slug."""

# slug, title, excerpt, the rest
ARTICLES = [
    (
        "attention",
        "Attention is all you need",
        "We propose a new simple network architecture, the Transformer.",
        {
            "authors": ["Ashish Vaswani", "Noam Shazeer"],
            "url": "https://arxiv.org/abs/1706.03762",
            "tags": ["machine learning", "transformers"],
            "posted": "2021-01-10",
        },
    ),
    (
        "lottery",
        "The lottery ticket hypothesis",
        "Pruning neural networks finds winning tickets that train faster.",
        {
            "authors": ["Jonathan Frankle", "Michael Carbin"],
            "url": "https://arxiv.org/abs/1803.03635",
            "tags": ["performance", "pruning"],
            "posted": "2021-03-26",
            "notes": ["Read the appendix on learning rates."],
        },
    ),
    (
        "limited-1",
        "Deep learning when you have limited data",
        "One common barrier is the amount of data needed to train a model.",
        {
            "url": "https://medium.com/nanonets/limited-data",
            "tags": ["performance"],
            "posted": "2021-03-27",
        },
    ),
    (
        "limited-2",
        "Augmentation",
        "How to use deep learning when you have limited data, part two.",
        {
            "url": "https://nanonets.com/augmentation",
            "tags": ["performance", "data"],
            "posted": "2021-04-01",
        },
    ),
    (
        "data-limited",
        "Rules of the trade",
        "A survey of how data may travel from one country to another, and of how it is,"
        " for good reasons and by law, limited.",
        {
            "url": "https://law.example.org/data",
            "tags": ["law"],
            "posted": "2021-05-01",
        },
    ),
    (
        "misogyny",
        "Multimodal datasets: misogyny and malignant stereotypes",
        "Dubious curation practices were used to generate these datasets.",
        {
            "authors": ["Abeba Birhane", "Vinay Uday Prabhu"],
            "url": "https://arxiv.org/abs/2110.01963",
            "tags": ["bias", "performance"],
            "posted": "2021-10-12",
            "notes": ["What a dataset leaves out is a choice, too."],
        },
    ),
    (
        "unlearning",
        "Machine unlearning",
        "Once users have shared their data online, it is difficult to revoke access.",
        {
            "authors": ["Lucas Bourtoule"],
            "url": "https://arxiv.org/abs/1912.03817",
            "tags": ["machine learning", "privacy"],
            "posted": "2021-09-03",
        },
    ),
    (
        "grosse",
        "Größe ist nicht alles",
        "Ein naïver Blick auf die Größenordnungen der Sprachmodelle.",
        {
            "authors": ["Jürgen Schmidhuber"],
            "url": "https://blog.example.de/groesse",
            "tags": ["size"],
            "language": "de",
            "posted": "2022-02-02",
        },
    ),
    (
        "cafe",
        "Café society and its résumés",
        "Hiring by machine.",
        {
            "url": "https://hiring.example.org/1",
            "tags": ["bias", "law"],
            "posted": "2022-02-28",
        },
    ),
    (
        "gpt",
        "GPT-4 technical report",
        "A Transformer-style model, pre-trained to predict the next token.",
        {
            "url": "https://openai.example.org/gpt-4",
            "tags": ["transformers"],
            "posted": "2023-03-14",
        },
    ),
    (
        "cplusplus",
        "Why C++ is still fast",
        "Benchmarks of 3.14 compilers, e.g. for x86_64 and foo_bar.",
        {
            "url": "https://cpp.example.org/fast",
            "tags": ["C++"],
            "posted": "2023-03-15",
        },
    ),
    (
        "csharp",
        "Why C# is not slow",
        "Benchmarks again.",
        {
            "url": "https://csharp.example.org/slow",
            "tags": ["C#"],
            "posted": "2023-03-16",
        },
    ),
    (
        "studies",
        "Studies of studying",
        "She studied how students study.",
        {
            "url": "https://edu.example.org/1",
            "tags": ["education"],
            "posted": "2023-04-01",
        },
    ),
    (
        "university",
        "The university of the universe",
        "On universal claims.",
        {
            "url": "https://edu.example.org/2",
            "tags": ["education"],
            "posted": "2023-04-02",
        },
    ),
    (
        "cjk",
        "深度学习 与 数据",
        "한국어 데이터 is here.",
        {
            "url": "https://cjk.example.org/1",
            "tags": ["languages"],
            "posted": "2023-05-01",
        },
    ),
    (
        "cyrillic",
        "Йогурт и данные",
        "Большие данные.",
        {
            "url": "https://ru.example.org/1",
            "tags": ["languages"],
            "posted": "2023-05-02",
        },
    ),
    (
        "markup",
        "Tags like <b> & “quotes”",
        "Escape `<script>` as *you* would [escape](https://example.org/) anything.",
        {
            "url": "https://html.example.org/1",
            "tags": ["security"],
            "posted": "2023-06-01",
        },
    ),
    (
        "hinton-title",
        "Hinton in conversation",
        "On where the field goes next.",
        {
            "url": "https://talks.example.org/1",
            "tags": ["talks"],
            "posted": "2023-07-01",
        },
    ),
    (
        "hinton-excerpt",
        "A turning point",
        "In this talk Hinton looks back.",
        {
            "url": "https://talks.example.org/2",
            "tags": ["talks"],
            "posted": "2023-07-02",
        },
    ),
    (
        "hinton-note",
        "A long interview",
        "On where the field came from.",
        {
            "url": "https://talks.example.org/3",
            "tags": ["talks"],
            "posted": "2023-07-03",
            "notes": ["The best of Hinton is at the end."],
        },
    ),
    (
        "hinton-author",
        "Distilling the knowledge in a network",
        "A very simple way to improve almost any algorithm.",
        {
            "authors": ["Geoffrey Hinton", "Oriol Vinyals"],
            "url": "https://arxiv.org/abs/1503.02531",
            "tags": ["distillation"],
            "posted": "2023-07-04",
        },
    ),
    (
        "hinton-tag",
        "A prize for physics",
        "The committee has decided.",
        {
            "url": "https://prize.example.org/1",
            "tags": ["Hinton"],
            "posted": "2023-07-05",
        },
    ),
]
# None of these is ever found.
HIDDEN = [
    ("draft", {"status": "draft"}),
    ("in-review", {"status": "review"}),
    ("withdrawn", {"status": "withdrawn"}),
    ("scheduled", {"posted": "2999-01-01"}),
]
HIDDEN_WORDS = "zebra machine unlearning data"
