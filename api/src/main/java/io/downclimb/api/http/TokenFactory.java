package io.downclimb.api.http;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens of {@code downclimb.tokens}, unless another bean gives them. */
@Factory
final class TokenFactory {
    @Singleton
    @Secondary
    Tokens tokens(@Property(name = "downclimb.tokens") @Nullable List<String> hashes) {
        return new Tokens(hashes == null ? List.of() : hashes);
    }
}
