"""Anthropic's own Python client at the Anthropic door: a base URL and a key are all that it is told."""

import asyncio

import anthropic
from pydantic import BaseModel

from harness import contains, equal, main, raises, scenario

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
TOOLS = [
    {
        "name": name,
        "description": f"Tells the {name} of a city",
        "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    }
    for name in ("weather", "time")
]


class Forecast(BaseModel):
    city: str
    degrees: int


def client(context, kind=anthropic.Anthropic, **options):
    options = {"api_key": context.token, "max_retries": 0, "timeout": 60, **options}
    return kind(base_url=context.service, **options)


def user(question):
    return [{"role": "user", "content": question}]


def create(context, messages, **parameters):
    return client(context).messages.create(model=context.route, max_tokens=500, messages=messages, **parameters)


def text(message):
    return "".join(block.text for block in message.content if block.type == "text")


def calls(message):
    return [block for block in message.content if block.type == "tool_use"]


@scenario
def plain(context):
    answer = create(context, user("Who are you?"), system="Be brief.")
    contains(text(answer), "Simulated answer from")
    contains(text(answer), "/well: Who are you?")
    equal(answer.stop_reason, "end_turn")
    equal(answer.model, "well")
    assert answer.usage.output_tokens >= 24, answer.usage


@scenario
def streaming(context):
    with client(context).messages.stream(model=context.route, max_tokens=500, messages=user("And streamed?")) as stream:
        said = "".join(stream.text_stream)
        message = stream.get_final_message()
    contains(said, "/well: And streamed?")
    equal(text(message), said)
    equal(message.stop_reason, "end_turn")
    assert message.usage.output_tokens >= 24, message.usage


@scenario
def events(context):
    kinds = [event.type for event in create(context, user("With events?"), stream=True)]
    kinds = [kind for kind in kinds if kind != "ping"]
    equal((kinds[0], kinds[1], kinds[-2], kinds[-1]), ("message_start", "content_block_start", "message_delta", "message_stop"))


def results(message):
    return [
        {"role": "assistant", "content": message.content},
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": call.id, "content": call.name + " says yes"}
                for call in calls(message)
            ],
        },
    ]


@scenario
def tools(context):
    messages = user("Please look at weather.")
    called = create(context, messages, tools=TOOLS)
    equal(called.stop_reason, "tool_use")
    equal([(call.name, call.input) for call in calls(called)], [("weather", {"city": "simulated"})])
    answer = create(context, messages + results(called), tools=TOOLS)
    equal(answer.stop_reason, "end_turn")
    contains(text(answer), "The tools said: weather says yes")


@scenario
def parallel_tools(context):
    messages = user("Where and when?")
    with client(context).messages.stream(
        model=context.route, max_tokens=500, messages=messages, tools=TOOLS, tool_choice={"type": "any"}
    ) as stream:
        called = stream.get_final_message()
    equal([(call.name, call.input) for call in calls(called)], [(name, {"city": "simulated"}) for name in ("weather", "time")])
    equal(len({call.id for call in calls(called)}), 2)
    answer = create(context, messages + results(called), tools=TOOLS)
    contains(text(answer), "The tools said: weather says yes; time says yes")


@scenario
def parse(context):
    answer = client(context).messages.parse(
        model=context.route, max_tokens=500, messages=user("How warm?"), output_format=Forecast
    )
    equal(answer.parsed_output, Forecast(city="simulated", degrees=1))


@scenario
def images(context):
    blocks = [
        {"type": "text", "text": "Look."},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}},
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
    ]
    contains(text(create(context, [{"role": "user", "content": blocks}])), "I see 2 images.")


def kind_of(error):
    return error.body["error"]["type"]


@scenario
def unauthorized(context):
    stranger = client(context, api_key="dc-unknown")
    error = raises(
        anthropic.AuthenticationError,
        lambda: stranger.messages.create(model=context.route, max_tokens=10, messages=user("May I?")),
    )
    equal(kind_of(error), "authentication_error")


@scenario
def unknown_route(context):
    equal(kind_of(raises(anthropic.NotFoundError, lambda: create(context, user("Where?")))), "not_found_error")


@scenario
def bad_body(context):
    error = raises(anthropic.BadRequestError, lambda: create(context, []))
    equal(kind_of(error), "invalid_request_error")
    contains(error.body["error"]["message"], "messages")


@scenario
def turned_down(context):
    for stream in (False, True):
        error = raises(anthropic.BadRequestError, lambda: create(context, user("May I?"), stream=stream))
        equal(kind_of(error), "invalid_request_error")


@scenario
def refusal(context):
    equal(create(context, user("May I?")).stop_reason, "refusal")


@scenario
def exhausted(context):
    raises(anthropic.InternalServerError, lambda: create(context, user("Anyone?")))


@scenario
def concluded_is_not_repeated(context):
    question = f"Asked once by Python on {context.route}?"
    retrying = client(context, max_retries=2)
    raises(
        anthropic.APIStatusError,
        lambda: retrying.messages.create(model=context.route, max_tokens=10, messages=user(question)),
    )
    equal(len(context.calls_about(question)), 1)


@scenario
def impatience(context):
    question = "Python's other client is out of patience?"
    impatient = client(context, timeout=5)
    raises(
        anthropic.APITimeoutError,
        lambda: impatient.messages.create(model=context.route, max_tokens=10, messages=user(question)),
    )
    context.await_hang_up_about(question)
    equal(len(context.calls_about(question)), 1)


@scenario
def cancellation(context):
    async def cancelled(stream):
        question = f"Python's other client calls it off, streaming {stream}?"
        async with client(context, anthropic.AsyncAnthropic) as patient:
            asked = asyncio.create_task(
                patient.messages.create(model=context.route, max_tokens=10, messages=user(question), stream=stream)
            )
            await asyncio.to_thread(context.await_call_about, question)
            asked.cancel()
            await asyncio.to_thread(context.await_hang_up_about, question)

    for stream in (False, True):
        asyncio.run(cancelled(stream))


@scenario
def asynchronous(context):
    async def read():
        async with client(context, anthropic.AsyncAnthropic) as patient:
            asked = {"model": context.route, "max_tokens": 500, "messages": user("Asynchronously?")}
            whole = await patient.messages.create(**asked)
            async with patient.messages.stream(**asked) as stream:
                said = "".join([piece async for piece in stream.text_stream])
            equal(said, text(whole))
            contains(said, "Asynchronously?")

    asyncio.run(read())


@scenario
def closing(context):
    question = "Closed by Python's anthropic?"
    with create(context, user(question), stream=True) as stream:
        assert any(event.type == "content_block_delta" for event in stream)
    context.await_hang_up_about(question)
    equal(len(context.calls_about(question)), 1)


@scenario
def broken_stream(context):
    error = raises(anthropic.APIError, lambda: list(create(context, user("And then what?"), stream=True)))
    assert error.message, error


if __name__ == "__main__":
    main()
