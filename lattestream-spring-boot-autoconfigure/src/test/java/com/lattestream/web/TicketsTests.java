/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package com.lattestream.web;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.lattestream.broker.InMemoryTicketStore;
import com.lattestream.broker.Ticket;
import com.lattestream.broker.TicketStore;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.JsonText;
import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tickets}, {@link TicketEndpoint} and {@link ConnectionLogins}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TicketsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Principal ANN = () -> "ann";

	private static final Authentication AUTHENTICATION = UsernamePasswordAuthenticationToken.authenticated("ann", "pw",
			AuthorityUtils.createAuthorityList("ROLE_A", "say \"b\""));

	private final MutableClock clock = new MutableClock();

	private final RemoteStore remoteStore = new RemoteStore();

	private final Tickets tickets = new Tickets(new InMemoryTicketStore(1000, this.clock), Duration.ofSeconds(30));

	@Test
	void ticketStandsForThePrincipalOnce() {
		String ticket = this.tickets.issue(ANN).block(TIMEOUT);
		assertThat(ticket).matches("lstk_[A-Za-z0-9_-]{43}");
		ConnectionLogin login = this.tickets.take(ticket).block(TIMEOUT);
		assertThat(login).isEqualTo(ConnectionLogin.byTicket(ANN));
		assertUnknown(this.tickets, ticket);
	}

	@Test
	void ticketExpires() {
		String ticket = this.tickets.issue(ANN).block(TIMEOUT);
		this.clock.advance(Duration.ofSeconds(30));
		assertUnknown(this.tickets, ticket);
	}

	@Test
	void whatIsNoTicketIsUnknown() {
		String ticket = this.tickets.issue(ANN).block(TIMEOUT);
		for (String bad : Arrays.asList(null, "", "lstk_", "garbage", ticket + "x", ticket.substring(5),
				ticket.toUpperCase(), ticket.substring(0, ticket.length() - 1))) {
			assertUnknown(this.tickets, bad);
		}
		assertThat(this.tickets.take(ticket).block(TIMEOUT).refusal()).isNull();
	}

	@Test
	void ticketsAreAllDifferent() {
		Set<String> issued = new HashSet<>();
		Tickets others = new Tickets(this.remoteStore, Duration.ofSeconds(30));
		for (int i = 0; i < 500; i++) {
			issued.add(this.tickets.issue(ANN).block(TIMEOUT));
			issued.add(others.issue(ANN).block(TIMEOUT));
		}
		assertThat(issued).hasSize(1000);
	}

	@Test
	void storeNeverSeesATicket(CapturedOutput output) {
		Tickets shared = new Tickets(this.remoteStore, Duration.ofSeconds(30));
		String ticket = shared.issue(ANN).block(TIMEOUT);
		shared.take(ticket).block(TIMEOUT);
		assertThat(this.remoteStore.seen).hasSize(2)
			.containsOnly(this.remoteStore.seen.get(0))
			.allMatch((id) -> id.matches("[0-9a-f]{64}"));
		assertThat(output).doesNotContain(ticket);
	}

	@Test
	void principalOfAnotherNodeHasItsName() {
		Principal principal = acrossNodes(ANN);
		assertThat(principal.getName()).isEqualTo("ann");
		assertThat(principal).isNotSameAs(ANN);
	}

	@Test
	void authenticationOfAnotherNodeHasItsAuthoritiesAndNoPassword() {
		Principal principal = acrossNodes(AUTHENTICATION);
		assertThat(principal).isInstanceOfSatisfying(Authentication.class, (authentication) -> {
			assertThat(authentication.getName()).isEqualTo("ann");
			assertThat(authentication.isAuthenticated()).isTrue();
			assertThat(authentication.getCredentials()).isNull();
			assertThat(AuthorityUtils.authorityListToSet(authentication.getAuthorities()))
				.containsExactlyInAnyOrder("ROLE_A", "say \"b\"");
		});
	}

	@Test
	void authenticationOfTheSameNodeIsTheVerySame() {
		String ticket = this.tickets.issue(AUTHENTICATION).block(TIMEOUT);
		assertThat(this.tickets.take(ticket).block(TIMEOUT).principal()).isSameAs(AUTHENTICATION);
	}

	@Test
	void detailsThatAreNotUnderstoodLeaveTheName() {
		for (String details : List.of("", "[]", "{}", "{\"authorities\":1}")) {
			assertThat(TicketPrincipals.principalOf(new Ticket("ann", details, "no principal")).getName())
				.isEqualTo("ann");
		}
	}

	@Test
	void storeThatFailsIsAnOutage() {
		Tickets broken = new Tickets(new BrokenStore(), Duration.ofSeconds(30));
		assertThat(broken.take("lstk_x").block(TIMEOUT).refusal()).isEqualTo(CloseCode.OVER_CAPACITY);
		assertThat(new TicketEndpoint(broken).issue(ANN).block(TIMEOUT).status()).isEqualTo(503);
	}

	@Test
	void endpointGivesTicketsToUsersOnly() {
		TicketEndpoint endpoint = new TicketEndpoint(this.tickets);
		ApiResponse answer = endpoint.issue(ANN).block(TIMEOUT);
		assertThat(answer.status()).isEqualTo(200);
		Map<String, String> body = new JsonText(2).object(answer.body());
		assertThat(body).containsOnlyKeys("ticket", "expires_in").containsEntry("expires_in", "30");
		String ticket = new JsonText(2).string(body.get("ticket"));
		assertThat(this.tickets.take(ticket).block(TIMEOUT).principal()).isSameAs(ANN);
		ApiResponse refusal = endpoint.issue(null).block(TIMEOUT);
		assertThat(refusal.status()).isEqualTo(401);
		assertThat(refusal.contentType()).isEqualTo("application/problem+json");
	}

	@Test
	void ticketCountsMoreThanTheLogin() {
		ConnectionLogins logins = new ConnectionLogins(this.tickets);
		String ticket = this.tickets.issue(ANN).block(TIMEOUT);
		Principal bob = () -> "bob";
		assertThat(login(logins, Map.of("ticket", List.of(ticket)), bob)).isEqualTo(ConnectionLogin.byTicket(ANN));
		assertThat(login(logins, Map.of("ticket", List.of(ticket)), bob))
			.isEqualTo(ConnectionLogin.refused(CloseCode.UNAUTHORIZED));
		assertThat(login(logins, Map.of(), bob)).isEqualTo(ConnectionLogin.of(bob));
		assertThat(login(logins, Map.of(), null)).isEqualTo(ConnectionLogin.of(null));
	}

	@Test
	void severalTicketsAreNone() {
		String ticket = this.tickets.issue(ANN).block(TIMEOUT);
		ConnectionLogins logins = new ConnectionLogins(this.tickets);
		assertThat(login(logins, Map.of("ticket", List.of(ticket, ticket)), null).refusal())
			.isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(login(logins, Map.of("ticket", Arrays.asList((String) null)), null).refusal())
			.isEqualTo(CloseCode.UNAUTHORIZED);
	}

	@Test
	void parameterIsNoBusinessOfOursWhereThereAreNoTickets() {
		assertThat(login(new ConnectionLogins(null), Map.of("ticket", List.of("x")), ANN))
			.isEqualTo(ConnectionLogin.of(ANN));
	}

	private Principal acrossNodes(Principal principal) {
		String ticket = new Tickets(this.remoteStore, Duration.ofSeconds(30)).issue(principal).block(TIMEOUT);
		Tickets otherNode = new Tickets(this.remoteStore, Duration.ofSeconds(30));
		return otherNode.take(ticket).block(TIMEOUT).principal();
	}

	private static ConnectionLogin login(ConnectionLogins logins, Map<String, List<String>> query,
			Principal principal) {
		return logins.login(query, Mono.justOrEmpty(principal)).block(TIMEOUT);
	}

	private static void assertUnknown(Tickets tickets, String ticket) {
		assertThat(tickets.take(ticket).block(TIMEOUT)).isEqualTo(ConnectionLogin.refused(CloseCode.UNAUTHORIZED));
	}

	/**
	 * Keeps what a store outside of the process can keep.
	 */
	private static final class RemoteStore implements TicketStore {

		private final List<String> seen = new ArrayList<>();

		private final InMemoryTicketStore kept = new InMemoryTicketStore(1000, new MutableClock());

		@Override
		public Mono<Void> put(String id, Ticket ticket, Duration lifetime) {
			this.seen.add(id);
			return this.kept.put(id, new Ticket(ticket.userName(), ticket.details(), null), lifetime);
		}

		@Override
		public Mono<Ticket> take(String id) {
			this.seen.add(id);
			return this.kept.take(id);
		}

	}

	private static final class BrokenStore implements TicketStore {

		@Override
		public Mono<Void> put(String id, Ticket ticket, Duration lifetime) {
			return Mono.error(new IllegalStateException("away"));
		}

		@Override
		public Mono<Ticket> take(String id) {
			return Mono.error(new IllegalStateException("away"));
		}

	}

}
