// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface Balances {
    function balanceOf(address owner) external view returns (uint256);
}

/// Takes the fee of a claim from the wallet that claims, once per wallet, and keeps it until the owner withdraws it.
/// What is delivered for it is not decided here: the platform sees the Transfer log and delivers.
/// Works with tokens that answer `bool` and with those that answer nothing; one that answers `false`, or moves
/// less than the fee, is refused.
contract ClaimVault {
    address public owner;
    /// Who becomes the owner on accepting it, so that a mistyped address takes nothing.
    address public pendingOwner;
    /// The fee in the token's minor units; 0: the token is not taken.
    mapping(address token => uint256) public feeOf;
    mapping(address wallet => bool) public hasClaimed;
    bool private entered;

    event Claimed(address indexed wallet, address indexed token, uint256 fee);
    event ClaimReleased(address indexed wallet);
    event FeeSet(address indexed token, uint256 fee);
    event Withdrawn(address indexed token, address indexed to, uint256 amount);
    event OwnershipOffered(address indexed to);
    event OwnershipTransferred(address indexed from, address indexed to);

    error NotOwner();
    error ZeroAddress();
    error AlreadyClaimed();
    error TokenNotTaken();
    error FeeIsAnother(uint256 fee);
    error TransferRefused();
    error Reentered();

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }

    modifier once() {
        if (entered) revert Reentered();
        entered = true;
        _;
        entered = false;
    }

    constructor(address owner_, address[] memory tokens, uint256 fee) {
        if (owner_ == address(0)) revert ZeroAddress();
        owner = owner_;
        emit OwnershipTransferred(address(0), owner_);
        for (uint256 i = 0; i < tokens.length; ++i) {
            feeOf[tokens[i]] = fee;
            emit FeeSet(tokens[i], fee);
        }
    }

    /// Pays the fee. `fee` is what the caller agreed to: a fee that was changed meanwhile is not taken.
    function claim(address token, uint256 fee) external once {
        if (hasClaimed[msg.sender]) revert AlreadyClaimed();
        uint256 asked = feeOf[token];
        if (asked == 0) revert TokenNotTaken();
        if (asked != fee) revert FeeIsAnother(asked);
        hasClaimed[msg.sender] = true;
        uint256 before = Balances(token).balanceOf(address(this));
        _call(token, abi.encodeWithSelector(0x23b872dd, msg.sender, address(this), fee));
        if (Balances(token).balanceOf(address(this)) < before + fee) revert TransferRefused();
        emit Claimed(msg.sender, token, fee);
    }

    /// Sets the fee of a token; 0: it is not taken any more.
    function setFee(address token, uint256 fee) external onlyOwner {
        feeOf[token] = fee;
        emit FeeSet(token, fee);
    }

    /// Lets a wallet claim once more, where what it had paid for came to nothing.
    function releaseClaim(address wallet) external onlyOwner {
        hasClaimed[wallet] = false;
        emit ClaimReleased(wallet);
    }

    function withdraw(address token, address to, uint256 amount) external onlyOwner once {
        if (to == address(0)) revert ZeroAddress();
        _call(token, abi.encodeWithSelector(0xa9059cbb, to, amount));
        emit Withdrawn(token, to, amount);
    }

    function offerOwnership(address to) external onlyOwner {
        pendingOwner = to;
        emit OwnershipOffered(to);
    }

    function acceptOwnership() external {
        if (msg.sender != pendingOwner) revert NotOwner();
        emit OwnershipTransferred(owner, msg.sender);
        owner = msg.sender;
        pendingOwner = address(0);
    }

    /// Calls a token and refuses whatever is not a success: a failed call, an answer of `false`, no contract at all.
    function _call(address token, bytes memory data) private {
        (bool succeeded, bytes memory answer) = token.call(data);
        if (!succeeded) revert TransferRefused();
        if (answer.length == 0 ? token.code.length == 0 : answer.length < 32 || abi.decode(answer, (uint256)) != 1)
            revert TransferRefused();
    }
}
