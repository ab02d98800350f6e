"""OpenAI's own Python client at the OpenAI door: a base URL and a key are all that it is told."""

import asyncio
from typing import List, Optional

import openai
from pydantic import BaseModel

from harness import contains, equal, main, raises, scenario

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": f"Tells the {name} of a city",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
    for name in ("weather", "time")
]


class Day(BaseModel):
    name: str


class Forecast(BaseModel):
    city: str
    degrees: int
    days: List[Day]
    remark: Optional[str]


def client(context, kind=openai.OpenAI, **options):
    options = {"api_key": context.token, "max_retries": 0, "timeout": 60, **options}
    return kind(base_url=context.service + "/v1", **options)


def user(question):
    return [{"role": "user", "content": question}]


def create(context, messages, **parameters):
    return client(context).chat.completions.create(model=context.route, messages=messages, **parameters)


@scenario
def plain(context):
    answer = create(
        context, [{"role": "system", "content": "Be brief."}, *user("Who are you?")], temperature=0.5, max_tokens=500
    )
    contains(answer.choices[0].message.content, "Simulated answer from")
    contains(answer.choices[0].message.content, "/well: Who are you?")
    equal(answer.choices[0].finish_reason, "stop")
    equal(answer.model, "well")
    assert answer.usage.completion_tokens >= 24, answer.usage
    equal(answer.model_extra["downclimb"]["model"], "well")


@scenario
def streaming(context):
    text, finish, usage = "", None, None
    with create(context, user("And streamed?"), stream=True, stream_options={"include_usage": True}) as stream:
        for chunk in stream:
            usage = chunk.usage or usage
            for choice in chunk.choices:
                text += choice.delta.content or ""
                finish = choice.finish_reason or finish
    contains(text, "/well: And streamed?")
    equal(finish, "stop")
    assert usage.completion_tokens >= 24, usage


@scenario
def stream_helper(context):
    with client(context).chat.completions.stream(model=context.route, messages=user("With events?")) as stream:
        kinds = {event.type for event in stream}
        contains(stream.get_final_completion().choices[0].message.content, "/well: With events?")
    assert {"chunk", "content.delta", "content.done"} <= kinds, kinds


def results(message):
    return [
        message,
        *(
            {"role": "tool", "tool_call_id": call.id, "content": call.function.name + " says yes"}
            for call in message.tool_calls
        ),
    ]


@scenario
def tools(context):
    messages = user("Please look at weather.")
    called = create(context, messages, tools=TOOLS).choices[0]
    equal(called.finish_reason, "tool_calls")
    equal([(c.function.name, c.function.arguments) for c in called.message.tool_calls], [("weather", '{"city":"simulated"}')])
    answer = create(context, messages + results(called.message), tools=TOOLS).choices[0]
    equal(answer.finish_reason, "stop")
    contains(answer.message.content, "The tools said: weather says yes")


@scenario
def parallel_tools(context):
    messages = user("Where and when?")
    with client(context).chat.completions.stream(
        model=context.route, messages=messages, tools=TOOLS, tool_choice="required"
    ) as stream:
        called = stream.get_final_completion().choices[0]
    equal([c.function.name for c in called.message.tool_calls], ["weather", "time"])
    equal([c.function.arguments for c in called.message.tool_calls], ['{"city":"simulated"}'] * 2)
    equal(len({c.id for c in called.message.tool_calls}), 2)
    answer = create(context, messages + results(called.message), tools=TOOLS).choices[0]
    contains(answer.message.content, "The tools said: weather says yes; time says yes")


@scenario
def parse(context):
    answer = client(context).chat.completions.parse(
        model=context.route, messages=user("How warm?"), response_format=Forecast
    )
    forecast = answer.choices[0].message.parsed
    equal((forecast.city, forecast.degrees, forecast.days), ("simulated", 1, [Day(name="simulated")]))


@scenario
def images(context):
    parts = [{"type": "text", "text": "Look."}] + [
        {"type": "image_url", "image_url": {"url": url}} for url in (PIXEL, "https://example.com/a.png")
    ]
    answer = create(context, [{"role": "user", "content": parts}])
    contains(answer.choices[0].message.content, "I see 2 images.")


@scenario
def logprobs(context):
    answer = create(context, user("How sure?"), logprobs=True, top_logprobs=2, n=2)
    equal(len(answer.choices), 2)
    for choice in answer.choices:
        equal("".join(one.token for one in choice.logprobs.content), choice.message.content)


@scenario
def unauthorized(context):
    stranger = client(context, api_key="dc-unknown")
    error = raises(
        openai.AuthenticationError,
        lambda: stranger.chat.completions.create(model=context.route, messages=user("May I?")),
    )
    equal(error.code, "invalid_api_key")


@scenario
def unknown_route(context):
    equal(raises(openai.NotFoundError, lambda: create(context, user("Where?"))).code, "model_not_found")


@scenario
def bad_body(context):
    equal(raises(openai.BadRequestError, lambda: create(context, [])).param, "messages")


@scenario
def context_length(context):
    for stream in (False, True):
        error = raises(openai.BadRequestError, lambda: create(context, user("Too long?"), stream=stream))
        equal(error.code, "context_length_exceeded")


@scenario
def content_policy(context):
    for stream in (False, True):
        error = raises(openai.BadRequestError, lambda: create(context, user("May I?"), stream=stream))
        equal(error.code, "content_policy_violation")


@scenario
def refusal(context):
    equal(create(context, user("May I?")).choices[0].finish_reason, "content_filter")


@scenario
def exhausted(context):
    error = raises(openai.InternalServerError, lambda: create(context, user("Anyone?")))
    equal((error.status_code, error.code), (503, "ladder_exhausted"))


@scenario
def own_fault_is_not_repeated(context):
    question = "Python asks too much, and again?"
    retrying = client(context, max_retries=2)
    raises(
        openai.BadRequestError,
        lambda: retrying.chat.completions.create(model=context.route, messages=user(question)),
    )
    equal(len(context.calls_about(question)), 1)


@scenario
def impatience(context):
    question = "Python is out of patience?"
    impatient = client(context, timeout=5)
    raises(
        openai.APITimeoutError,
        lambda: impatient.chat.completions.create(model=context.route, messages=user(question)),
    )
    context.await_hang_up_about(question)
    equal(len(context.calls_about(question)), 1)


@scenario
def cancellation(context):
    async def cancelled(stream):
        question = f"Python calls it off, streaming {stream}?"
        async with client(context, openai.AsyncOpenAI) as patient:
            asked = asyncio.create_task(
                patient.chat.completions.create(model=context.route, messages=user(question), stream=stream)
            )
            await asyncio.to_thread(context.await_call_about, question)
            asked.cancel()
            await asyncio.to_thread(context.await_hang_up_about, question)

    for stream in (False, True):
        asyncio.run(cancelled(stream))


@scenario
def asynchronous(context):
    async def read():
        async with client(context, openai.AsyncOpenAI) as patient:
            whole = await patient.chat.completions.create(model=context.route, messages=user("Asynchronously?"))
            text = ""
            async for chunk in await patient.chat.completions.create(
                model=context.route, messages=user("Asynchronously?"), stream=True
            ):
                text += chunk.choices[0].delta.content or ""
            equal(text, whole.choices[0].message.content)
            contains(text, "Asynchronously?")

    asyncio.run(read())


@scenario
def concluded_is_not_repeated(context):
    question = "Asked once by Python's openai?"
    retrying = client(context, max_retries=2)
    raises(
        openai.InternalServerError,
        lambda: retrying.chat.completions.create(model=context.route, messages=user(question)),
    )
    equal(len(context.calls_about(question)), 1)


@scenario
def closing(context):
    question = "Closed by Python's openai?"
    with create(context, user(question), stream=True) as stream:
        assert any(choice.delta.content for chunk in stream for choice in chunk.choices)
    context.await_hang_up_about(question)
    equal(len(context.calls_about(question)), 1)


@scenario
def broken_stream(context):
    error = raises(openai.APIError, lambda: list(create(context, user("And then what?"), stream=True)))
    assert error.message, error


if __name__ == "__main__":
    main()
